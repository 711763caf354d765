import type { Rule } from "@stoplight/spectral-core";
import * as core from "@stoplight/spectral-functions";
import type { Program } from "./compile.ts";
import { isContainer, type JsonObject } from "./json.ts";
import { ruleFunction } from "./knownFunctions.ts";
import { targetsOf } from "./targets.ts";

/** How many levels below its value a function looks; absent: all of them. */
const levels = new Map<unknown, number>([
  [core.truthy, 0],
  [core.falsy, 0],
  [core.defined, 0],
  [core.undefined, 0],
  [core.pattern, 0],
  [core.casing, 0],
  [core.enumeration, 0],
  [core.length, 1],
  [core.xor, 1],
  [core.or, 1],
]);

/** The same for functions of spectral:oas, by a rule that has them. */
const ruleLevels: Readonly<Record<string, number>> = {
  "operation-success-response": 1,
  "operation-parameters": 2,
  "typed-enum": 2,
};

function levelOf(run: unknown): number {
  if (levels.size === 10)
    for (const [rule, level] of Object.entries(ruleLevels)) levels.set(ruleFunction(rule), level);
  return levels.get(run) ?? Infinity;
}

/** What a rule reads of other entries when it looks at a value. */
export interface Reading<Entry> {
  readonly entries: ReadonlySet<Entry>;
  /** Whether it reads all that these lead to, too. */
  readonly isDeep: boolean;
}

/**
 * The entries that a rule looks into from a value of another one; undefined when there are none.
 * @param entryOf the entry that an object replaced a reference from.
 */
export function readingOf<Entry>(
  rule: Rule,
  value: unknown,
  entryOf: (container: object) => Entry | undefined,
): Reading<Entry> | undefined {
  if (!isContainer(value)) return undefined;
  const entries = new Set<Entry>();
  let isDeep = false;
  const visit = (container: object, level: number): void => {
    if (level < 1) return;
    for (const child of Object.values(container) as unknown[]) {
      if (!isContainer(child)) continue;
      const entry = entryOf(child);
      if (entry !== undefined) {
        entries.add(entry);
        if (level === Infinity) {
          isDeep = true;
          continue;
        }
      }
      visit(child, level - 1);
    }
  };
  for (const then of rule.then) {
    const level = levelOf(then.function);
    const parts = then.field === undefined || then.field === "@key" ? 0 : then.field.split(".").length;
    if (parts === 0) {
      if (then.field === undefined) visit(value, level);
      continue;
    }
    let step: unknown = value;
    for (const part of (then.field ?? "").split(".")) {
      step = isContainer(step) ? (step as JsonObject)[part] : undefined;
      const entry = isContainer(step) ? entryOf(step) : undefined;
      if (entry !== undefined) entries.add(entry);
    }
    for (const { value: target } of targetsOf(value, then.field)) {
      if (!isContainer(target)) continue;
      const entry = entryOf(target);
      if (entry !== undefined) entries.add(entry);
      if (entry !== undefined && level === Infinity) isDeep = true;
      else visit(target, level);
    }
  }
  return entries.size > 0 ? { entries, isDeep } : undefined;
}

const builtInNames =
  "constructor|name|length|includes|match|test|startsWith|endsWith|indexOf|toLowerCase|toUpperCase|trim";
const deepMember = new RegExp(
  `@(?:\\.[\\w$]+|\\[[^\\]]+\\])\\s*(?:\\[|\\.(?!(?:${builtInNames}|hasOwnProperty)\\b))`,
);

/** Names that conditions take for those of JavaScript's own. */
export const builtIns: ReadonlySet<string> = new Set([...builtInNames.split("|"), "hasOwnProperty"]);

const ownMember = new RegExp(`@(?:\\[|\\.(?!(?:${builtInNames}|hasOwnProperty)\\b))`);

/** Tells whether a condition of a program looks at more than a value and what is directly in it. */
export function looksDeep({ conditions }: Program): boolean {
  return conditions.some(
    (source) => deepMember.test(source) || (source.startsWith("any child:") && ownMember.test(source)),
  );
}
