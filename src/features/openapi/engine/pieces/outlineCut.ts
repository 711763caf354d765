import { outlineOf, type Outline, type OperationOutline } from "../outline.ts";
import { readPiece } from "./readPiece.ts";
import type { Cut, Format, Segment } from "./segment.ts";

const known = new WeakMap<Segment, readonly OperationOutline[]>();

/** The outline of a description in pieces; what is known of a piece stays known. */
export function outlineOfCut({ format, segments }: Cut): Outline {
  let line = 0;
  let versionLine = 0;
  const operations: OperationOutline[] = [];
  for (const segment of segments) {
    if (segment.section?.length === 0 && isVersion(segment, format)) versionLine = line;
    if (segment.section?.join() === "paths")
      for (const operation of operationsOf(segment, format))
        operations.push({ ...operation, line: operation.line + line, endLine: operation.endLine + line });
    line += segment.lines;
  }
  return { versionLine, operations };
}

function isVersion({ text }: Segment, format: Format): boolean {
  return (
    /^[ \t]*["']?(?:openapi|swagger)\b/.test(text) &&
    /^(?:openapi|swagger)$/.test(readPiece(text, format)?.key ?? "")
  );
}

/** Operations of a path item, in lines from the first of its piece. */
function operationsOf(segment: Segment, format: Format): readonly OperationOutline[] {
  let operations = known.get(segment);
  if (!operations) known.set(segment, (operations = outlinePathItem(segment.text, format)));
  return operations;
}

function outlinePathItem(text: string, format: Format): readonly OperationOutline[] {
  const whole =
    format === "yaml" ? `paths:\n${text}` : `{"paths": {\n${text.trimEnd().replace(/,$/, "")}\n}}`;
  return outlineOf(whole).operations.map((operation) => ({
    ...operation,
    line: operation.line - 1,
    endLine: operation.endLine - 1,
  }));
}
