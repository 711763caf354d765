import { dirname, resolve } from "node:path";
import type { Format, RulesetDefinition } from "@stoplight/spectral-core";
import * as formats from "@stoplight/spectral-formats";
import * as functions from "@stoplight/spectral-functions";
import { bundledRuleset } from "./builtIn.ts";
import { isRecord, type ParsedRuleset, parseRuleset } from "./parseRuleset.ts";
import { RulesetProblem } from "./problem.ts";

export type ReadText = (path: string) => Promise<string>;

/** A ruleset that is data only, or the reason why it is not. */
export type StaticRuleset =
  | {
      readonly kind: "data";
      readonly definition: RulesetDefinition;
      readonly files: readonly string[];
      readonly root: ParsedRuleset;
    }
  | {
      readonly kind: "code";
      readonly reason: string;
      readonly file: string;
      readonly path: readonly (string | number)[];
    };

/** Thrown inside the translation when a part of the ruleset turns out to be code. */
class NeedsCode extends Error {
  override readonly name = "NeedsCode";
  readonly file: string;
  readonly path: readonly (string | number)[];

  constructor(file: string, path: readonly (string | number)[], reason: string) {
    super(reason);
    this.file = file;
    this.path = path;
  }
}

/**
 * Reads a ruleset in YAML or JSON, and those that it extends, without running any code of theirs: names of
 * functions, formats and rulesets are looked up among the ones that ship with us.
 * @param isInstalled whether a package's own code is to be used instead of the one that ships with us.
 * @throws RulesetProblem when a file cannot be read or a name is unknown.
 */
export async function loadStaticRuleset(
  path: string,
  readText: ReadText,
  isInstalled: (name: string, from: string) => boolean,
): Promise<StaticRuleset> {
  const context: Context = { readText, isInstalled, files: [], open: [] };
  try {
    const { definition, parsed } = await translateFile(path, context);
    return { kind: "data", definition, files: context.files, root: parsed };
  } catch (error) {
    if (!(error instanceof NeedsCode)) throw error;
    return { kind: "code", reason: error.message, file: error.file, path: error.path };
  }
}

interface Context {
  readonly readText: ReadText;
  readonly isInstalled: (name: string, from: string) => boolean;
  /** Every file read so far. */
  readonly files: string[];
  /** Files whose translation is under way: extending one of them again would never end. */
  readonly open: string[];
}

interface Translated {
  readonly definition: RulesetDefinition;
  readonly parsed: ParsedRuleset;
}

async function translateFile(file: string, context: Context): Promise<Translated> {
  if (context.open.includes(file))
    throw new RulesetProblem(file, "The ruleset extends itself; remove it from extends.");
  const text = await context.readText(file).catch(() => {
    throw new RulesetProblem(
      file,
      `The ruleset ${file} cannot be read; correct the path or create the file.`,
    );
  });
  context.files.push(file);
  context.open.push(file);
  const parsed = parseRuleset(file, text);
  const definition = await translate(parsed, file, context);
  context.open.pop();
  // The shape is checked by spectral-core when the definition becomes a Ruleset.
  return { definition: definition as unknown as RulesetDefinition, parsed };
}

type Dictionary = Record<string, unknown>;

async function translate(parsed: ParsedRuleset, file: string, context: Context): Promise<Dictionary> {
  const { functions: ownFunctions, except, ...rest }: Dictionary = { ...parsed.value };
  if (Array.isArray(ownFunctions) && ownFunctions.length > 0) {
    throw new NeedsCode(file, ["functions"], "it has functions of its own");
  }
  delete rest["functionsDir"];
  const place = new Place(file, parsed);
  const ruleset = await translatePart(rest, place, context);
  if (isRecord(ruleset["rules"])) ruleset["rules"] = renameFormerRules(ruleset["rules"]);
  if (isRecord(ruleset["aliases"]))
    ruleset["aliases"] = mapValues(ruleset["aliases"], (alias) => translateAlias(alias, place));
  const overrides = Array.isArray(ruleset["overrides"]) ? (ruleset["overrides"] as unknown[]) : [];
  const translated = await Promise.all(
    overrides.map((override, index) =>
      isRecord(override) ? translatePart(override, place.at("overrides", index), context) : override,
    ),
  );
  const excepted = isRecord(except) ? overridesOfExcept(except) : [];
  if (translated.length + excepted.length > 0) ruleset["overrides"] = [...translated, ...excepted];
  return ruleset;
}

/** What a ruleset and each of its overrides have in common: extends, formats and rules. */
async function translatePart(part: Dictionary, place: Place, context: Context): Promise<Dictionary> {
  const result: Dictionary = { ...part };
  if ("extends" in part)
    result["extends"] = await translateExtends(part["extends"], place.at("extends"), context);
  if ("formats" in part) result["formats"] = translateFormats(part["formats"], place.at("formats"));
  const rules = part["rules"];
  if (isRecord(rules)) {
    result["rules"] = mapValues(rules, (rule, name) => translateRule(rule, place.at("rules", name)));
  }
  return result;
}

async function translateExtends(value: unknown, place: Place, context: Context): Promise<unknown> {
  if (typeof value === "string") return await extendedRuleset(value, place, context);
  if (!Array.isArray(value)) return value;
  const entries: unknown[] = [];
  for (const [index, entry] of (value as unknown[]).entries()) {
    const [name, mode] = Array.isArray(entry) ? (entry as unknown[]) : [entry];
    if (typeof name !== "string")
      throw place.at(index).problem("Each entry of extends is the name or path of a ruleset.");
    const ruleset = await extendedRuleset(name, place.at(index), context);
    entries.push(Array.isArray(entry) ? [ruleset, mode] : ruleset);
  }
  return entries;
}

async function extendedRuleset(name: string, place: Place, context: Context): Promise<RulesetDefinition> {
  const bundled = bundledRuleset(name);
  if (bundled && !context.isInstalled(name, place.file)) return bundled;
  if (name.startsWith("spectral:"))
    throw place.problem(
      `There is no ruleset "${name}"; use spectral:oas, spectral:asyncapi or spectral:arazzo.`,
    );
  if (/^https?:/.test(name)) {
    throw place.problem(`"${name}" is not downloaded; save a copy next to the ruleset and extend that.`);
  }
  if (!/\.(?:ya?ml|json)$/i.test(name)) throw new NeedsCode(place.file, place.path, `it extends ${name}`);
  return (await translateFile(resolve(dirname(place.file), name), context)).definition;
}

function translateRule(rule: unknown, place: Place): unknown {
  if (!isRecord(rule)) return rule;
  const result: Dictionary = { ...rule };
  if ("formats" in rule) result["formats"] = translateFormats(rule["formats"], place.at("formats"));
  const then = rule["then"];
  if (Array.isArray(then)) {
    result["then"] = (then as unknown[]).map((item, index) => translateThen(item, place.at("then", index)));
  } else {
    result["then"] = translateThen(then, place.at("then"));
  }
  return then === undefined ? rule : result;
}

const functionsByName = functions as unknown as Readonly<Record<string, unknown>>;

function translateThen(then: unknown, place: Place): unknown {
  if (!isRecord(then) || typeof then["function"] !== "string") return then;
  const name = then["function"];
  if (!Object.hasOwn(functionsByName, name)) {
    throw place
      .at("function")
      .problem(
        `There is no function "${name}"; use one of Spectral's core functions, or list it under functions.`,
      );
  }
  return { ...then, function: functionsByName[name] };
}

function translateAlias(alias: unknown, place: Place): unknown {
  if (!isRecord(alias) || !Array.isArray(alias["targets"])) return alias;
  const targets = (alias["targets"] as unknown[]).map((target) =>
    isRecord(target) && "formats" in target
      ? { ...target, formats: translateFormats(target["formats"], place) }
      : target,
  );
  return { ...alias, targets };
}

const formatsByName = formats as unknown as Readonly<Record<string, Format | undefined>>;

function translateFormats(value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) return value;
  return (value as unknown[]).map((name, index) => {
    const format = typeof name === "string" ? formatsByName[formatIdentifier(name)] : undefined;
    if (format) return format;
    throw place
      .at(index)
      .problem(
        `There is no format "${String(name)}"; oas2, oas3, oas3.0, oas3.1 and oas3.2 are the OpenAPI ones.`,
      );
  });
}

/** "oas3.1" → oas3_1, "json-schema-2020-12" → jsonSchemaDraft2020_12: names as files have them, to names in code. */
function formatIdentifier(name: string): string {
  return name
    .replace(/^json-schema-(?=20\d\d-)/, "json-schema-draft-")
    .replace(/\.|(\d)-(?=\d)/g, "$1_")
    .replace(/-([0-9a-z])/g, (_, character: string) => character.toUpperCase());
}

/** Rules of Spectral 5 that live on under another name; only switches (`off`, a severity) are carried over. */
const formerRules: Readonly<Record<string, string>> = {
  "operation-2xx-response": "operation-success-response",
  "oas3-unused-components-schema": "oas3-unused-component",
  "oas2-valid-parameter-example": "oas2-valid-schema-example",
  "oas2-valid-response-schema-example": "oas2-valid-schema-example",
  "oas2-valid-definition-example": "oas2-valid-schema-example",
  "oas2-valid-response-example": "oas2-valid-media-example",
  "oas3-valid-oas-parameter-example": "oas3-valid-media-example",
  "oas3-valid-oas-content-example": "oas3-valid-media-example",
  "oas3-valid-oas-header-example": "oas3-valid-media-example",
  "oas3-valid-header-schema-example": "oas3-valid-schema-example",
  "oas3-valid-parameter-schema-example": "oas3-valid-schema-example",
};

function renameFormerRules(rules: Dictionary): Dictionary {
  const result: Dictionary = {};
  for (const [name, rule] of Object.entries(rules)) {
    const current = isRecord(rule) || !Object.hasOwn(formerRules, name) ? name : (formerRules[name] ?? name);
    if (current === name || !(current in rules)) result[current] = rule;
  }
  return result;
}

/** `except: { "#/paths": [rule] }`, the older spelling of an override that turns rules off. */
function overridesOfExcept(except: Dictionary): unknown[] {
  return Object.entries(except).map(([pattern, names]) => ({
    files: [pattern.startsWith("#") ? `**${pattern}` : pattern],
    rules: Object.fromEntries((Array.isArray(names) ? names : []).map((name) => [String(name), "off"])),
  }));
}

function mapValues(record: Dictionary, map: (value: unknown, key: string) => unknown): Dictionary {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** Where in a ruleset file the translation is, for sentences that point at it. */
class Place {
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly #parsed: ParsedRuleset;

  constructor(file: string, parsed: ParsedRuleset, path: readonly (string | number)[] = []) {
    this.file = file;
    this.path = path;
    this.#parsed = parsed;
  }

  at(...keys: readonly (string | number)[]): Place {
    return new Place(this.file, this.#parsed, [...this.path, ...keys]);
  }

  problem(message: string): RulesetProblem {
    return new RulesetProblem(this.file, message, this.#parsed.rangeOf(this.path));
  }
}
