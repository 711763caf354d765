#!/usr/bin/env node
import { version } from "../../package.json";
import { isAbort, UserError } from "../shared/userError.ts";
import { UsageError } from "./arguments.ts";
import { db } from "./db.ts";
import { explain } from "./explain.ts";
import { lint } from "./lint.ts";
import { load } from "./load.ts";
import { scaffold } from "./scaffold.ts";
import type { Terminal, Verb } from "./verb.ts";

const verbs: Readonly<Record<string, Verb>> = { lint, scaffold, db, load, explain };

async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = "--help", ...rest] = args;
  if (name === "--version" || name === "-v") return print(terminal, `${version}\n`);
  if (name === "--help" || name === "-h" || name === "help") return print(terminal, help());
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return fail(terminal, `There is no verb "${name}"; use ${Object.keys(verbs).join(", ")}.`);
  if (rest.includes("--help")) return print(terminal, helpOf(verb));
  try {
    return await verb.run(rest, terminal);
  } catch (error) {
    return report(error, verb, terminal);
  }
}

function report(error: unknown, verb: Verb, terminal: Terminal): number {
  if (isAbort(error) || terminal.signal.aborted) return 130;
  if (error instanceof UsageError) return fail(terminal, `${error.message}\n\n  ${verb.usage}`);
  if (UserError.is(error)) return fail(terminal, error.message);
  const detail =
    error instanceof Error ? (process.env["DEBUG"] ? error.stack : error.message) : String(error);
  return fail(
    terminal,
    `This is a defect of senior-backend: ${detail ?? "unknown error"} (DEBUG=1 shows more).`,
  );
}

function print({ stdout }: Terminal, text: string): number {
  stdout.write(text);
  return 0;
}

function fail({ stderr }: Terminal, sentence: string): number {
  stderr.write(`senior-backend: ${sentence}\n`);
  return 2;
}

function helpOf({ summary, usage, details }: Verb): string {
  return `${summary}\n\n  ${usage}\n${details === undefined ? "" : `\n${details}\n`}`;
}

function help(): string {
  const list = Object.values(verbs).map(({ usage, summary }) => `${summary}\n  ${usage}\n`);
  return `senior-backend ${version}\n\n${list.join("\n")}\nExit codes: 0 fine, 1 findings, 2 wrong usage or unreadable input.\n`;
}

const interrupt = new AbortController();
// Whoever reads the output may stop early (`| head`): that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.once("SIGINT", () => interrupt.abort());
void main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
}).then((code) => (process.exitCode = code));
