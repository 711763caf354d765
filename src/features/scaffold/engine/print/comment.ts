import type { Code } from "./layout.ts";
import { hardLine, join } from "./layout.ts";
import { commentLines } from "./escape.ts";

const maxLines = 12;

/** A doc comment with its line end, or nothing when there is nothing to say. Prose is cut at its first blank line. */
export function docComment(text: string | undefined, deprecated = false): Code {
  const lines = [...firstParagraph(text ?? ""), ...(deprecated ? ["@deprecated"] : [])];
  if (lines.length === 0) return "";
  if (lines.length === 1) return [`/** ${lines[0] ?? ""} */`, hardLine];
  const body = lines.map((line): Code => (line === "" ? " *" : ` * ${line}`));
  return [join(["/**", ...body, " */"], hardLine), hardLine];
}

/** Without the tags that a description may hold by chance ("@example"), which editors would take for ours. */
function firstParagraph(text: string): readonly string[] {
  const lines = commentLines(text).map((line) => line.trim().replace(/^@/, "\\@"));
  const start = lines.findIndex((line) => line !== "");
  if (start < 0) return [];
  const end = lines.indexOf("", start);
  return lines
    .slice(start, end < 0 ? undefined : end)
    .flatMap(wrap)
    .slice(0, maxLines);
}

/** Breaks a line of prose at spaces after about 100 characters. */
function wrap(line: string): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/\s+/)) {
    if (current !== "" && current.length + word.length > 100) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
