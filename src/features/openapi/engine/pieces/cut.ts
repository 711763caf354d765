import { cutJson } from "./cutJson.ts";
import { cutYaml } from "./cutYaml.ts";
import { formatOf, type Cut } from "./segment.ts";

/** Cuts a description into pieces. Undefined when that is not safe. @param path tells JSON by its ending. */
export function cut(path: string, text: string): Cut | undefined {
  const format = formatOf(path);
  const segments = format === "json" ? cutJson(text) : cutYaml(text);
  return segments && { format, segments };
}
