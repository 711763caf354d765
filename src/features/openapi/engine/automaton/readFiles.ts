import { sourceName, Sources, type ReadFile } from "../lint/sources.ts";
import { attachFile, inFile, nameOfFile, notAPointer } from "./files.ts";
import { mentionsSides } from "./programs.ts";
import { readDocument, readReferenced, type ReadDocument, type ReadText } from "./read/readDocument.ts";
import { findReferences, type Reference } from "./references.ts";
import { allReferences, leavesRoot } from "./resolve.ts";
import type { PathOfFile } from "./result.ts";

/** A document, and the files that it refers to, by their keys. */
export interface ReadFiles {
  readonly root: ReadDocument;
  /** Its references. */
  readonly own: readonly Reference[];
  readonly others: ReadonlyMap<string, ReadText | { readonly problem: string }>;
  readonly pathOf: PathOfFile;
  /** Whether one of them may have properties for one side of an operation. */
  readonly mentionSides: boolean;
  /** Paths of the files that `$ref`s led to, whether they are there or not. */
  readonly asked: readonly string[];
}

/** Reads a document that refers to no other file, or of which nobody wants to know what they say. */
export function readAlone(path: string, text: string): ReadFiles {
  const root = readDocument(path, text, sourceName(path));
  return {
    root,
    own: findReferences(root.data, root.source),
    others: new Map(),
    pathOf: () => path,
    mentionSides: mentionsSides(text),
    asked: [],
  };
}

/**
 * Reads a document and all files that its references lead to.
 * @throws Inexpressible when one of them is beyond this engine.
 */
export async function readFiles(
  path: string,
  text: string,
  readFile: ReadFile,
  signal: AbortSignal,
): Promise<ReadFiles> {
  const alone = readAlone(path, text);
  const { root, own } = alone;
  if (!leavesRoot(own)) return alone;
  const others = new Map<string, ReadText | { readonly problem: string }>();
  let { mentionSides } = alone;
  const readText: ReadFile = async (file) => {
    const other = await readFile(file);
    mentionSides ||= mentionsSides(other);
    return other;
  };
  const sources = new Sources(path, readText);
  for (;;) {
    const wanted = new Set<string>();
    for (const { targetPath } of allReferences(root.data, own, root.source).references) {
      const { file } = inFile(targetPath);
      if (file !== undefined && !others.has(file) && notAPointer(file) === undefined) wanted.add(file);
    }
    if (wanted.size === 0) break;
    await Promise.all(
      [...wanted].map(async (file) => {
        const read = await readOne(nameOfFile(file), sources);
        others.set(file, read);
        if (!("problem" in read)) attachFile(root.data, file, () => read.data);
      }),
    );
    signal.throwIfAborted();
  }
  return {
    root,
    own,
    others,
    mentionSides,
    pathOf: (file) => (file === undefined ? path : sources.pathOf(nameOfFile(file))),
    asked: sources.files(),
  };
}

async function readOne(name: string, sources: Sources): Promise<ReadText | { readonly problem: string }> {
  const found = await sources.find(name);
  return "problem" in found ? found : readReferenced(name, found.text);
}
