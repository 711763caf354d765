import { hasComma, type JsonLevel } from "./cutJson.ts";
import { indentOf, type YamlLevel } from "./cutYaml.ts";
import type { Segment } from "./segment.ts";

/** The sections of JSON that are open behind some segments, which a document starts with. */
export function jsonLevelsAfter(segments: readonly Segment[]): readonly JsonLevel[] {
  const levels: { path: readonly string[]; comma: boolean | undefined }[] = [];
  for (const { text, section, opens, closes } of segments) {
    if (opens) levels.push({ path: opens, comma: undefined });
    if (closes) levels.pop();
    const level = levels.at(-1);
    if (level && (section || closes)) level.comma = hasComma(text.slice(-80));
  }
  return levels;
}

/** The same for YAML. @param next the segment that follows, which tells the indentation of a section without entries. */
export function yamlLevelsAfter(
  segments: readonly Segment[],
  next: Segment | undefined,
): readonly YamlLevel[] {
  let levels: YamlLevel[] = [{ indent: 0, path: [] }];
  for (const [index, { section, opens }] of segments.entries()) {
    const parent = section ?? opens?.slice(0, -1);
    if (parent) levels = levels.slice(0, parent.length + 1);
    if (opens) levels.push({ indent: indentOf((segments[index + 1] ?? next)?.text ?? ""), path: opens });
  }
  return levels;
}
