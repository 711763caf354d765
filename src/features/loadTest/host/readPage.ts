import { UserError } from "../../../shared/userError.ts";
import {
  type ChoiceName,
  choices,
  type Draft,
  type OperationSource,
  type SavedPage,
} from "../panelProtocol.ts";

const longestText = 1_000_000;

const fields: Readonly<Record<keyof Draft, "text" | "flag">> = {
  name: "text",
  method: "text",
  url: "text",
  compareUrl: "text",
  headers: "text",
  body: "text",
  data: "text",
  model: "text",
  connections: "text",
  duration: "text",
  rate: "text",
  stages: "text",
  warmUp: "text",
  timeout: "text",
  keepAlive: "flag",
  http2: "flag",
  insecure: "flag",
  expectStatus: "text",
  thresholds: "text",
  rateLimit: "flag",
};

/**
 * Checks a draft that came from a page; what is too much is dropped.
 * @throws UserError when it is none
 */
export function readDraft(value: unknown): Draft {
  const given = asRecord(value);
  const names = Object.keys(fields) as (keyof Draft)[];
  const read = Object.fromEntries(names.map((name) => [name, given[name]]));
  const isDraft = names.every((name) =>
    fields[name] === "flag" ? typeof read[name] === "boolean" : isText(read[name]),
  );
  if (!isDraft || !["closed", "rate", "stages"].includes(String(read["model"]))) {
    throw new UserError("The panel sent something that is no load test; close it and open it again.");
  }
  return read as unknown as Draft;
}

/** Checks the name of a choice. */
export function readChoice(value: unknown): ChoiceName {
  const what = choices.find((name) => name === asRecord(value)["what"]);
  if (what === undefined) throw new UserError("The panel asked for something that it cannot have.");
  return what;
}

/** Checks the name of a secret. */
export function readSecretName(value: unknown): string {
  const name = asRecord(value)["name"];
  if (typeof name === "string" && /^[A-Za-z_]\w{0,100}$/.test(name)) return name;
  throw new UserError("A secret is named with letters, digits and underscores.");
}

/** Reads what a page kept over a reload of the window; undefined when it is not to be used. */
export function readSavedPage(value: unknown): SavedPage | undefined {
  const saved = asRecord(value);
  try {
    return {
      draft: readDraft(saved["draft"]),
      scenario: isFileName(saved["scenario"]) ? saved["scenario"] : null,
      source: readSource(saved["source"]),
      runId: isId(saved["runId"]) ? saved["runId"] : null,
      comparedId: isId(saved["comparedId"]) ? saved["comparedId"] : null,
    };
  } catch {
    return undefined;
  }
}

function readSource(value: unknown): OperationSource | null {
  const { uri, pointer } = asRecord(value);
  return typeof uri === "string" && typeof pointer === "string" ? { uri, pointer } : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= longestText;
}

function isFileName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-][\w.-]{0,100}\.ya?ml$/.test(value);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\da-f-]{36}$/.test(value);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
