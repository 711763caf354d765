import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { contractVersion } from "../features/openapi/engine/recognise.ts";
import { parseContract } from "../features/openapi/engine/parseContract.ts";
import { diskFolder } from "../features/scaffold/engine/diskFolder.ts";
import { planScaffold } from "../features/scaffold/engine/index.ts";
import { frameworkNames } from "../features/scaffold/engine/plan.ts";
import type {
  Attention,
  FileAction,
  FrameworkName,
  PlannedFile,
  ScaffoldPlan,
} from "../features/scaffold/engine/plan.ts";
import type { ContractSource } from "../features/scaffold/engine/ports.ts";
import { UserError } from "../shared/userError.ts";
import { oneOf, readArguments, UsageError } from "./arguments.ts";
import { displayPath, notAContract, readTextFile, reasonOf } from "./files.ts";
import type { ExitCode, Terminal, Verb } from "./verb.ts";

const formats = ["text", "json"] as const;

export const scaffold: Verb = {
  usage: `senior-backend scaffold SPEC --framework ${frameworkNames.join("|")} --output DIR
                     [--check] [--force] [--merge] [--eject FILE]... [--format ${formats.join("|")}]`,
  summary: "Scaffold a service from an OpenAPI description; what you wrote is never written over.",
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      framework: { type: "string" },
      output: { type: "string" },
      check: { type: "boolean", default: false },
      force: { type: "boolean", default: false },
      merge: { type: "boolean", default: false },
      eject: { type: "string", multiple: true, default: [] },
      format: { type: "string", default: "text" },
    });
    const [spec, ...others] = positionals;
    if (spec === undefined || others.length > 0)
      throw new UsageError("Name one OpenAPI description to scaffold.");
    if (values.framework === undefined)
      throw new UsageError(`Name a framework: --framework ${frameworkNames.join(" or ")}.`);
    if (values.output === undefined)
      throw new UsageError("Name the folder that receives the service: --output DIR.");
    const framework = oneOf("framework", values.framework, frameworkNames);
    const format = oneOf("format", values.format, formats);
    const output = resolve(values.output);
    const request = {
      spec: resolve(spec),
      output,
      framework,
      eject: values.eject,
      withMarkers: values.merge,
    };
    const plan = await planFor(request, terminal.signal);
    if (!values.check) await write(plan, output, values.force, terminal.signal);
    report(plan, { output, format, check: values.check }, terminal);
    return exitCode(plan, values.check);
  },
};

interface Order {
  readonly spec: string;
  readonly output: string;
  readonly framework: FrameworkName;
  readonly eject: readonly string[];
  readonly withMarkers: boolean;
}

async function planFor({ spec, output, ...rest }: Order, signal: AbortSignal): Promise<ScaffoldPlan> {
  const text = await readTextFile(spec, signal);
  if (contractVersion(text) === undefined) throw new UserError(notAContract(spec, text));
  const contractPath = relative(output, spec).split(sep).join("/");
  const request = { contractUri: pathToFileURL(spec).href, contractPath, ...rest };
  return await planScaffold(request, contractsOnDisk, diskFolder(output), signal);
}

const contractsOnDisk: ContractSource = {
  async load(uri, signal) {
    const path = fileURLToPath(uri);
    return parseContract(await readTextFile(path, signal), displayPath(path));
  },
};

/** Everything or nothing is decided before the first byte; a conflict is left alone and reported. */
async function write(plan: ScaffoldPlan, output: string, force: boolean, signal: AbortSignal): Promise<void> {
  await refuseForeignFolder(plan, output, force, signal);
  try {
    // What is removed goes last: a handler that moves must never be nowhere.
    for (const file of [...plan.files].sort((a, b) => Number(isRemoved(a)) - Number(isRemoved(b)))) {
      signal.throwIfAborted();
      await writePlanned(file, output, signal);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UserError(
      `${displayPath(output)} cannot be written: ${reasonOf(error)}; choose another --output or change its permissions.`,
    );
  }
}

function isRemoved({ action }: PlannedFile): boolean {
  return action === "removed";
}

/** A folder with other people's files in it is most likely a mistyped one. */
async function refuseForeignFolder(
  plan: ScaffoldPlan,
  output: string,
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (force || plan.files.some(({ action }) => action !== "created" && action !== "conflict")) return;
  const names = await diskFolder(output)
    .list(signal)
    .catch((error: unknown) => {
      throw new UserError(
        `${displayPath(output)} cannot be read: ${reasonOf(error)}; choose another --output.`,
      );
    });
  if (names.length === 0) return;
  throw new UserError(
    `${displayPath(output)} is not empty and holds no scaffold; choose another --output, or add --force to write next to what is there.`,
  );
}

async function writePlanned(
  { path, action, contents }: PlannedFile,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const target = join(output, path);
  if (action === "removed") await rm(target, { force: true });
  if (action !== "created" && action !== "updated") return;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, contents, { signal });
}

interface ReportOptions {
  readonly output: string;
  readonly format: (typeof formats)[number];
  readonly check: boolean;
}

function report(
  plan: ScaffoldPlan,
  { output, format, check }: ReportOptions,
  { stdout, stderr }: Terminal,
): void {
  if (format === "json") {
    const files = plan.files.map(({ path, zone, action }) => ({ path, zone, action }));
    stdout.write(
      `${JSON.stringify({ schemaVersion: 1, operations: plan.operations, files, attention: plan.attention, notes: plan.notes }, null, 2)}\n`,
    );
  } else {
    stdout.write(`${check ? checkSentence(plan) : sentence(plan, output)}\n`);
    for (const line of [...plan.attention.map(attentionSentence), ...plan.notes]) stdout.write(`  ${line}\n`);
  }
  for (const line of conflictSentences(plan)) stderr.write(`senior-backend: ${line}\n`);
}

function attentionSentence(attention: Attention): string {
  return attention.kind === "changed"
    ? `${attention.operation} changed in the contract; check that ${attention.path} still fits: npm run check.`
    : `${attention.path} belongs to an operation that the contract no longer has; delete it when you are done with it.`;
}

function conflictSentences({ files }: ScaffoldPlan): readonly string[] {
  const conflicts = files.filter(({ action }) => action === "conflict");
  const named = (zone: PlannedFile["zone"]): readonly string[] =>
    conflicts.filter((file) => file.zone === zone).map(({ path }) => path);
  const sentences = [
    [
      named("generated"),
      "edited by hand and left alone; move the change to src/handlers, delete the file and run again, or keep it for good with --eject",
    ],
    [
      named("yours"),
      "changed by you and by the scaffold in the same lines and left alone; run again with --merge to settle it in an editor",
    ],
  ] as const;
  return sentences.flatMap(([paths, what]) =>
    paths.length === 0 ? [] : [`${paths.join(", ")} ${paths.length === 1 ? "was" : "were"} ${what}.`],
  );
}

function sentence(plan: ScaffoldPlan, output: string): string {
  const written = plan.files.filter(
    ({ action }) => action === "created" || action === "updated" || action === "removed",
  );
  const folder = displayPath(output);
  if (written.length === 0) return `Everything in ${folder} is up to date: ${routes(plan.operations)}.`;
  const handlers = pathsOf(plan, "created").filter((path) => path.startsWith("src/handlers/")).length;
  return handlers === 0
    ? `Updated ${written.length} files in ${folder} for ${routes(plan.operations)}.`
    : `Generated ${handlers} route handler${handlers === 1 ? "" : "s"}, validation middleware and types in ${folder}.`;
}

function checkSentence(plan: ScaffoldPlan): string {
  const stale = stalePaths(plan);
  return stale.length === 0
    ? `Generated code is up to date: ${routes(plan.operations)}.`
    : `Generated code is not up to date: ${stale.join(", ")}. Run the same command without --check.`;
}

function exitCode(plan: ScaffoldPlan, check: boolean): ExitCode {
  return (check ? stalePaths(plan) : pathsOf(plan, "conflict")).length === 0 ? 0 : 1;
}

function stalePaths({ files }: ScaffoldPlan): readonly string[] {
  return files.filter(({ action }) => action !== "unchanged").map(({ path }) => path);
}

function pathsOf({ files }: ScaffoldPlan, wanted: FileAction): readonly string[] {
  return files.filter(({ action }) => action === wanted).map(({ path }) => path);
}

function routes(count: number): string {
  return `${count} route${count === 1 ? "" : "s"}`;
}
