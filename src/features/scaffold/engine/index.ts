import { UserError } from "../../../shared/userError.ts";
import type { Contract } from "./contract/readContract.ts";
import { readContract } from "./contract/readContract.ts";
import { errorShapes } from "./files/errorShapeFiles.ts";
import { outgoingFiles } from "./files/outgoingFiles.ts";
import { operationFiles } from "./files/operationFiles.ts";
import { responseSchemaFiles } from "./files/responseSchemaFiles.ts";
import { routeFiles } from "./files/routeFiles.ts";
import type { SchemaUse } from "./files/schemaUse.ts";
import { schemaUse } from "./files/schemaUse.ts";
import { securityFiles } from "./files/securityFiles.ts";
import type { OutputFile } from "./files/sourceFile.ts";
import { typeFiles } from "./files/typeFiles.ts";
import { handlerFiles, wiringFiles } from "./files/wiringFiles.ts";
import type { Framework } from "./frameworks/framework.ts";
import { frameworks } from "./frameworks/frameworks.ts";
import { handlersInNeed, operationSignatures, orphanedHandlers } from "./merge/attention.ts";
import { missingDependencies } from "./merge/dependencyNote.ts";
import type { Manifest } from "./merge/manifest.ts";
import { manifestPath, parseManifest, printManifest, textHash, valueHash } from "./merge/manifest.ts";
import { planFiles } from "./merge/planFiles.ts";
import { followOperations, handlerMoves } from "./merge/renames.ts";
import type { Service } from "./model/service.ts";
import type { PinnedNames } from "./names/nameOperations.ts";
import { nameOperations } from "./names/nameOperations.ts";
import { nameOutgoing } from "./names/nameOutgoing.ts";
import { nameSchemas, schemaKey } from "./names/nameSchemas.ts";
import { nameSecuritySchemes, securityKey } from "./names/nameSecurity.ts";
import { NameTable } from "./names/nameTable.ts";
import { Notes } from "./notes.ts";
import type { FrameworkName, PlannedFile, ScaffoldPlan, ScaffoldRequest } from "./plan.ts";
import { pause } from "./pause.ts";
import type { ContractSource, TargetFolder } from "./ports.ts";
import { requestFile } from "./requests/requestFile.ts";
import { runtimeFiles } from "./runtime/runtimeFiles.ts";
import { servableOperations } from "./servable.ts";
import { serviceFiles } from "./service/serviceFiles.ts";
import type { Packages } from "./service/packages.ts";
import { packagesOf } from "./service/packages.ts";

export { frameworkNames } from "./plan.ts";
export type {
  Attention,
  FileAction,
  FrameworkName,
  PlannedFile,
  ScaffoldPlan,
  ScaffoldRequest,
  Zone,
} from "./plan.ts";
export type { ContractSource, TargetFolder } from "./ports.ts";

/** Version of what this engine writes; signatures of another one say nothing about a contract that changed. */
const generatorVersion = 5;

/**
 * Plans what a scaffold run would write: the service for the selected operations of a contract, given what is in
 * the target folder. Reads through the ports and writes nothing; the same input gives the same plan, to the byte.
 * @throws UserError when the contract or the manifest cannot be read, a `$ref` leads nowhere, or an operation that
 *   was asked for is not in the contract
 */
export async function planScaffold(
  request: ScaffoldRequest,
  source: ContractSource,
  target: TargetFolder,
  signal: AbortSignal,
): Promise<ScaffoldPlan> {
  const notes = new Notes();
  const manifestText = await target.read(manifestPath, signal);
  const earlier = manifestText === undefined ? undefined : parseManifest(manifestText);
  refuseOtherFramework(request.framework, earlier);
  const framework = frameworks[request.framework];
  const wanted = selection(request.operations, earlier?.operations);
  const contract = await readContract(
    source,
    request.contractUri,
    (pointers) => selectPointers(pointers, wanted, request.operations),
    notes,
    signal,
  );
  signal.throwIfAborted();
  const { pinned, renamed } = followOperations(contract.operations, contract.allPointers, earlier);
  const service = nameService(contract, request, pinned, notes);
  const use = schemaUse(service);
  const output = await writeService(service, use, framework, notes, signal);
  const signatures = operationSignatures(service);
  await pause(signal);
  const ejected = ejectedFiles(request.eject, earlier, output);
  const moves = handlerMoves(service.operations, renamed);
  const plan = await planFiles(
    output,
    { earlier, target, moves, ejected, withMarkers: request.withMarkers === true, notes },
    signal,
  );
  noteDependencies(plan.files, packagesOf(service, framework), notes);
  const manifest: Manifest = {
    manifestVersion: 1,
    generatorVersion,
    contract: { path: request.contractPath, sha256: valueHash(contract.root) },
    framework: request.framework,
    operations: wanted === "all" ? "all" : contract.allPointers.filter((pointer) => wanted.includes(pointer)),
    names: namesOf(service),
    files: Object.fromEntries(Object.entries(plan.known).sort(([a], [b]) => compare(a, b))),
    operationIds: Object.fromEntries(
      service.operations.flatMap(({ pointer, operationId }) =>
        operationId === undefined ? [] : [[pointer, operationId]],
      ),
    ),
    signatures,
    ejected: [...ejected].sort(compare),
  };
  const files = [...plan.files, manifestFile(printManifest(manifest), manifestText)];
  return {
    operations: service.operations.length,
    files: files.sort((a, b) => compare(a.path, b.path)),
    attention: [
      ...(earlier?.generatorVersion === generatorVersion
        ? handlersInNeed(service, signatures, earlier, plan.files)
        : []),
      ...orphanedHandlers(plan.known, plan.files),
    ],
    notes: notes.sentences(),
  };
}

/** Handlers would fit any framework, but the application around them does not. */
function refuseOtherFramework(wanted: FrameworkName, earlier: Manifest | undefined): void {
  if (earlier === undefined || earlier.framework === wanted) return;
  throw new UserError(
    `The folder holds a service for ${earlier.framework}; scaffold it with ${earlier.framework}, or choose another folder for ${wanted}.`,
  );
}

/**
 * Generated files that are left to whoever edited them, now or in an earlier run, as long as they are generated.
 * @throws UserError when one is named that is not generated
 */
function ejectedFiles(
  asked: readonly string[] = [],
  earlier: Manifest | undefined,
  output: readonly OutputFile[],
): ReadonlySet<string> {
  const generated = new Set(output.filter(({ zone }) => zone === "generated").map(({ path }) => path));
  const unknown = asked.find((path) => !generated.has(path));
  if (unknown !== undefined)
    throw new UserError(
      `${unknown} is not a generated file; name one below src/api/generated to make it yours.`,
    );
  return new Set([...asked, ...(earlier?.ejected ?? [])].filter((path) => generated.has(path)));
}

/** What is asked for now, added to what was asked for before. */
function selection(
  asked: readonly string[] | undefined,
  earlier: Manifest["operations"] | undefined,
): Manifest["operations"] {
  if (asked === undefined || earlier === "all") return "all";
  return [...new Set([...(earlier ?? []), ...asked])];
}

function selectPointers(
  pointers: readonly string[],
  wanted: Manifest["operations"],
  asked: readonly string[] | undefined,
): ReadonlySet<string> {
  const missing = asked?.find((pointer) => !pointers.includes(pointer));
  if (missing !== undefined) {
    throw new UserError(`The contract has no operation at ${missing}; scaffold one that it has.`);
  }
  return new Set(wanted === "all" ? pointers : pointers.filter((pointer) => wanted.includes(pointer)));
}

function nameService(
  contract: Contract,
  { contractPath }: ScaffoldRequest,
  pinned: PinnedNames,
  notes: Notes,
): Service {
  const typeNames = new NameTable();
  const types = nameSchemas(contract.named, contract.documents, pinned, typeNames);
  const operations = servableOperations(contract.operations, notes);
  const named = nameOperations(operations, pinned, typeNames, new NameTable(), notes);
  return {
    ...contract,
    contractPath,
    types,
    operations: named,
    outgoing: nameOutgoing(contract.outgoing, named, pinned, typeNames),
    securitySchemes: nameSecuritySchemes(contract.securitySchemes, pinned),
  };
}

async function writeService(
  service: Service,
  use: SchemaUse,
  framework: Framework,
  notes: Notes,
  signal: AbortSignal,
): Promise<readonly OutputFile[]> {
  const shapes = errorShapes(service, notes);
  const helpers = new Set<string>();
  const parameterStyles = new Set<string>();
  const runtime = {
    onHelper: (helper: string) => helpers.add(helper),
    onParameterStyle: (style: string) => parameterStyles.add(style),
  };
  const steps: readonly (() => readonly OutputFile[])[] = [
    () => typeFiles(service, use),
    () => framework.validators.files(service, use, notes, runtime.onHelper),
    () => operationFiles(service, use),
    () => routeFiles(service, use, framework.validators, shapes, notes, runtime),
    () => shapes.files,
    () => wiringFiles(service, framework.adapter),
    () => handlerFiles(service),
    () => responseSchemaFiles(service, use),
    () => outgoingFiles(service, use),
    () => securityFiles(service),
    () => runtimeFiles(service.contractPath, framework, helpers, parameterStyles),
    () => serviceFiles(service, framework),
    () => [requestFile(service)],
  ];
  const files: OutputFile[] = [];
  for (const step of steps) {
    files.push(...step());
    await pause(signal);
  }
  return files;
}

function namesOf({
  operations,
  outgoing,
  types,
  documents,
  securitySchemes,
}: Service): Readonly<Record<string, string>> {
  const operationNames = operations.map(
    ({ pointer, folder, name }) => [pointer, `${folder}/${name}`] as const,
  );
  const outgoingNames = outgoing.map(({ pointer, name }) => [pointer, name] as const);
  const schemaNames = [...types.values()].map(
    ({ source, name }) => [schemaKey(documents, source.uri, source.pointer), name] as const,
  );
  const securityNames = securitySchemes.map(({ name, file }) => [securityKey(name), file] as const);
  return Object.fromEntries([...operationNames, ...outgoingNames, ...schemaNames, ...securityNames]);
}

function manifestFile(contents: string, current: string | undefined): PlannedFile {
  const isSame = current !== undefined && textHash(current) === textHash(contents);
  const action = current === undefined ? "created" : isSame ? "unchanged" : "updated";
  return { path: manifestPath, zone: "generated", action, contents };
}

function noteDependencies(
  files: readonly PlannedFile[],
  { dependencies, devDependencies }: Packages,
  notes: Notes,
): void {
  const text = files.find(({ path }) => path === "package.json")?.contents;
  if (text === undefined) return;
  const missing = missingDependencies(text, { ...dependencies, ...devDependencies });
  if (missing.length > 0) notes.add(`package.json is kept; add what the service needs: ${missing.join(" ")}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
