import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";
import { UserError } from "../../src/shared/userError.ts";
import { planScaffold } from "../../src/features/scaffold/engine/index.ts";
import type {
  ContractSource,
  FrameworkName,
  ScaffoldPlan,
  ScaffoldRequest,
  TargetFolder,
} from "../../src/features/scaffold/engine/index.ts";

export const fixtures = join(import.meta.dirname, "..", "fixtures", "scaffold");

/** Where generated files are in a service. */
export const generated = "src/api/generated";

/** A JSON body of a schema, as `content` has it. */
export function json(schema: unknown) {
  return { "application/json": { schema } };
}

/** Files by path: a target folder, or the documents of a contract. */
export type Files = Readonly<Record<string, string>>;

/** Documents that exist in memory alone, as values or as YAML; the root is "openapi.yaml". */
export function contractOf(documents: Readonly<Record<string, unknown>>): ContractSource {
  return {
    load(uri) {
      const name = uri.replace("file:///contract/", "");
      const document = documents[name];
      if (document === undefined) return Promise.reject(new UserError(`There is no file ${name}.`));
      return Promise.resolve(typeof document === "string" ? parse(document) : document);
    },
  };
}

const fixtureSource: ContractSource = {
  load: async (uri) => parse(await readFile(fileURLToPath(uri), "utf8")) as unknown,
};

export function folderOf(files: Files): TargetFolder {
  return {
    read: (path) => Promise.resolve(files[path]),
    list: () => Promise.resolve([...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))]),
  };
}

interface PlanOptions extends Partial<
  Pick<ScaffoldRequest, "framework" | "operations" | "eject" | "withMarkers">
> {
  /** What is in the target folder. */
  readonly files?: Files;
  /** Documents besides the root. */
  readonly others?: Files;
  readonly signal?: AbortSignal;
}

/** Plans a service for a root document and the documents that it refers to. */
export function planFor(root: unknown, options: PlanOptions = {}): Promise<ScaffoldPlan> {
  const { files = {}, others = {}, signal = new AbortController().signal, ...rest } = options;
  return planScaffold(
    {
      contractUri: "file:///contract/openapi.yaml",
      contractPath: "openapi.yaml",
      framework: "express",
      ...rest,
    },
    contractOf({ "openapi.yaml": root, ...others }),
    folderOf(files),
    signal,
  );
}

export function planForFixture(
  name: string,
  framework: FrameworkName = "express",
  target = folderOf({}),
): Promise<ScaffoldPlan> {
  return planForContract(pathToFileURL(join(fixtures, name)).href, framework, target);
}

/** Plans a service for the contract in a file. */
export function planForContract(
  contractUri: string,
  framework: FrameworkName,
  target = folderOf({}),
): Promise<ScaffoldPlan> {
  const name = contractUri.slice(contractUri.lastIndexOf("/") + 1);
  return planScaffold(
    { contractUri, contractPath: `../${name}`, framework },
    fixtureSource,
    target,
    new AbortController().signal,
  );
}

/** What the folder holds once a plan is written: conflicts are left alone. */
export function written(plan: ScaffoldPlan, before: Files = {}): Files {
  const after: Record<string, string> = { ...before };
  for (const { path, action, contents } of plan.files) {
    if (action === "created" || action === "updated") after[path] = contents;
    if (action === "removed") Reflect.deleteProperty(after, path);
  }
  return after;
}

/** Writes a plan below `test/artifacts`, where the dependencies of the service resolve, and returns the folder. */
export async function writeBelowArtifacts(plan: ScaffoldPlan, name: string): Promise<string> {
  const folder = join(import.meta.dirname, "..", "artifacts", "scaffold", `${name}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  for (const [path, contents] of Object.entries(written(plan))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
  return folder;
}

/** An operation document around paths and schemas, with what every contract has. */
export function contract(paths: unknown, components: unknown = {}, openapi = "3.1.0"): unknown {
  return { openapi, info: { title: "Test", version: "1.0.0" }, paths, components };
}
