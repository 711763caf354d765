import type { Format, Ruleset } from "@stoplight/spectral-core";
import { compileProgram, type Program } from "./compile.ts";
import { InventoryToken } from "./surroundings.ts";

export interface Compiled {
  readonly program: Program;
  readonly token: InventoryToken;
}

const programs = new WeakMap<Ruleset, Map<string, Compiled & { readonly ruleset: Ruleset }>>();

/** Keeps programs as long as their ruleset: one per set of formats, and per file where overrides make a difference. */
export function programFor(root: Ruleset, ruleset: Ruleset, formats: readonly Format[]): Compiled {
  const key = formats.map(numberOf).join();
  let known = programs.get(root);
  if (!known) programs.set(root, (known = new Map<string, Compiled & { readonly ruleset: Ruleset }>()));
  const last = known.get(key);
  if (last && (last.ruleset === ruleset || root === ruleset)) return last;
  const compiled = {
    ruleset,
    program: compileProgram(ruleset, new Set(formats)),
    token: new InventoryToken(),
  };
  known.set(key, compiled);
  return compiled;
}

const formatNumbers = new Map<Format, number>();

function numberOf(format: Format): number {
  const number = formatNumbers.get(format) ?? formatNumbers.size;
  formatNumbers.set(format, number);
  return number;
}

/** Tells whether a text may have properties for one side of an operation; only examples with these depend on the side. */
export function mentionsSides(text: string): boolean {
  return /readOnly|writeOnly|\\u/.test(text);
}
