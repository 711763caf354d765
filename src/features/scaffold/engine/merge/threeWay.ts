import { applyEdits, modify, parse } from "jsonc-parser";
import { diff3Merge } from "node-diff3";
import { isObject, valueAt } from "../contract/value.ts";

export interface Merged {
  readonly text: string;
  /** Whether both sides changed the same lines; the text then has git's conflict markers. */
  readonly conflict: boolean;
}

/**
 * Brings what we changed since `base` into what a person made of it. Line ends are those of the person's text.
 * @param path decides how: `package.json` by its members, everything else by lines
 */
export function mergeThreeWay(path: string, base: string, theirs: string, ours: string): Merged {
  const isManifest = path.split("/").at(-1) === "package.json";
  const members = isManifest ? mergeMembers(base, theirs, ours) : undefined;
  return members === undefined ? mergeLines(base, theirs, ours) : { text: members, conflict: false };
}

function mergeLines(base: string, theirs: string, ours: string): Merged {
  const end = theirs.includes("\r\n") ? "\r\n" : "\n";
  const lines = (text: string): string[] => text.replaceAll("\r\n", "\n").split("\n");
  let conflict = false;
  const merged = diff3Merge(lines(theirs), lines(base), lines(ours)).flatMap((region) => {
    if (region.ok !== undefined) return region.ok;
    conflict = true;
    const { a, b } = region.conflict ?? { a: [], b: [] };
    return ["<<<<<<< yours", ...a, "=======", ...b, ">>>>>>> scaffold"];
  });
  return { text: merged.join(end), conflict };
}

const groups = ["scripts", "dependencies", "devDependencies"];

/** Adds what is new and follows versions that nobody touched; undefined when one of the texts is no JSON object. */
function mergeMembers(base: string, theirs: string, ours: string): string | undefined {
  const [before, current, wanted] = [base, theirs, ours].map((text): unknown => parse(text));
  if (!isObject(before) || !isObject(current) || !isObject(wanted)) return undefined;
  const formattingOptions = { insertSpaces: !theirs.includes("\n\t"), tabSize: 2 };
  let text = theirs;
  for (const group of groups) {
    const next = valueAt(wanted, group);
    if (!isObject(next)) continue;
    for (const [name, value] of Object.entries(next)) {
      const was = valueAt(valueAt(before, group), name);
      const is = valueAt(valueAt(current, group), name);
      const isElsewhere = groups.some(
        (other) => other !== group && valueAt(valueAt(current, other), name) !== undefined,
      );
      if (was === value || is !== was || (is === undefined && isElsewhere)) continue;
      text = applyEdits(text, modify(text, [group, name], value, { formattingOptions }));
    }
  }
  return text;
}
