import { toolNames } from "../features/database/engine/migrations/migration.ts";
import { oneOf, readArguments, UsageError } from "./arguments.ts";
import { analyzeDatabase } from "./db/analyze.ts";
import { compare } from "./db/compare.ts";
import { migrate } from "./db/migrate.ts";
import type { ShadowChoice } from "./db/shadow.ts";
import type { Verb } from "./verb.ts";

const formats = ["text", "json"] as const;

export const db: Verb = {
  usage: `senior-backend db --connection URL|SCHEMA.sql|DIR --compare SCHEMA.sql|DIR|URL [--output DIR]
                     [--rename OLD=NEW]... [--server-major N]
  senior-backend db --connection URL --analyze
  senior-backend db --connection URL --suggest-indexes --output DIR
  senior-backend db --connection URL --migrate FILE.sql [--dry-run [--on-server]] [--down] [--yes DATABASE]
                     all: [--tool ${toolNames.join("|")}]
                     [--shadow-url URL | --shadow-installed] [--format ${formats.join("|")}]`,
  summary:
    "Compare a database with a schema and write the migration, replayed up and down before you see it; run one; or say what in a database will hurt.",
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      connection: { type: "string" },
      compare: { type: "string" },
      migrate: { type: "string" },
      output: { type: "string" },
      analyze: { type: "boolean", default: false },
      "suggest-indexes": { type: "boolean", default: false },
      rename: { type: "string", multiple: true, default: [] },
      "server-major": { type: "string" },
      "dry-run": { type: "boolean", default: false },
      "on-server": { type: "boolean", default: false },
      down: { type: "boolean", default: false },
      yes: { type: "string" },
      tool: { type: "string" },
      "shadow-url": { type: "string" },
      "shadow-installed": { type: "boolean", default: false },
      format: { type: "string", default: "text" },
    });
    const { connection } = values;
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0] ?? ""}" follows no option; name what it is.`);
    if (connection === undefined)
      throw new UsageError("Name the database: --connection postgres://user@host/database.");
    const shared = {
      connection,
      tool: values.tool === undefined ? undefined : oneOf("tool", values.tool, toolNames),
      shadow: shadowOf(values["shadow-url"], values["shadow-installed"]),
      format: oneOf("format", values.format, formats),
    };
    const advice = values.analyze || values["suggest-indexes"];
    if (advice && values.compare === undefined && values.migrate === undefined) {
      const { output } = values;
      return await analyzeDatabase({ ...shared, suggest: values["suggest-indexes"], output }, terminal);
    }
    if (advice) throw new UsageError("--analyze and --suggest-indexes go without --compare and --migrate.");
    if (values.compare !== undefined && values.migrate === undefined) {
      return await compare(
        {
          ...shared,
          compare: values.compare,
          output: values.output,
          renames: values.rename,
          serverMajor: values["server-major"] === undefined ? undefined : majorOf(values["server-major"]),
        },
        terminal,
      );
    }
    if (values.migrate !== undefined && values.compare === undefined) {
      return await migrate(
        {
          ...shared,
          file: values.migrate,
          direction: values.down ? "down" : "up",
          dryRun: values["dry-run"],
          onServer: values["on-server"],
          yes: values.yes,
        },
        terminal,
      );
    }
    throw new UsageError(
      "Say what to do with it: --analyze, --suggest-indexes, --compare SCHEMA.sql or --migrate FILE.sql.",
    );
  },
};

function shadowOf(url: string | undefined, isInstalled: boolean): ShadowChoice {
  if (url !== undefined && isInstalled)
    throw new UsageError("--shadow-url and --shadow-installed name two shadows; keep one.");
  return isInstalled
    ? { kind: "installed" }
    : url === undefined
      ? { kind: "in process" }
      : { kind: "server", url };
}

function majorOf(text: string): number {
  const major = Number(text);
  if (!Number.isInteger(major) || major < 12 || major > 18)
    throw new UsageError(`--server-major is 12 to 18; "${text}" is none of them.`);
  return major;
}
