import { posix } from "node:path";
import { Inexpressible } from "./inexpressible.ts";
import type { Container, Json } from "./json.ts";

/**
 * Documents that refer to other files are taken for one value: each file has a key beside those of the root, which only
 * paths and pointers know of. No key of a document starts like that (see `requirePlainKey`).
 */
const mark = "\u0001";

const keys = new Map<string, string>();
const names: string[] = [];

/** Key of a file. @param name what Spectral calls it: its path, with what would end a URI's path escaped. */
export function keyOfFile(name: string): string {
  let key = keys.get(name);
  if (key === undefined) {
    keys.set(name, (key = `${mark}${names.length}`));
    names.push(name);
  }
  return key;
}

export function isFileKey(part: string | number | undefined): boolean {
  return typeof part === "string" && part.startsWith(mark);
}

/** Name of the file that a key stands for. */
export function nameOfFile(key: string): string {
  return names[Number(key.slice(mark.length))] ?? "";
}

/** A path, taken apart: the file that it is in, undefined for the root document, and the path there. */
export function inFile(path: readonly string[]): {
  readonly file: string | undefined;
  readonly path: readonly string[];
} {
  const [first] = path;
  return first !== undefined && isFileKey(first)
    ? { file: first, path: path.slice(1) }
    : { file: undefined, path };
}

/** Tells whether two paths lead into the same file. */
export function areInOneFile([one]: readonly string[], [other]: readonly string[]): boolean {
  return (isFileKey(one) ? one : undefined) === (isFileKey(other) ? other : undefined);
}

/** Makes the value of a file known to the root, where only those find it who know its key. */
export function attachFile(root: Container, key: string, value: () => Json): void {
  Object.defineProperty(root, key, { get: value, enumerable: false, configurable: true });
}

/** What a reference that is no pointer leads to: a file that there never is. */
const nowhere = "no pointer: ";
const noPointer = /^#[^/\s#%][^\s#%]*$/;

/** The `$ref` that a key stands for because it is no pointer; undefined for files. */
export function notAPointer(key: string): string | undefined {
  const name = nameOfFile(key);
  return name.startsWith(nowhere) ? name.slice(nowhere.length) : undefined;
}

/** `#`, or `#/` with something behind it. */
const fragment = /^#(?:\/\S(?:[^\t\r\n]*\S)?)?$/;
/** Relative paths that a URI parser leaves as they are. */
const relativePath = /^(?:\.{1,2}\/)*[\w@+-](?:[\w.@+ -]*[\w.@+-])?(?:\/[\w.@+-](?:[\w.@+ -]*[\w.@+-])?)*$/;
const address = /^https?:\/\/[a-z\d.-]+\/[\w.@+/-]+$/;

/**
 * The pointer, from the root of all files, that a `$ref` stands for.
 * @param from key of the file that it is in; undefined for the root document. @param home name of the root document.
 * @throws Inexpressible when it is written in an unusual way.
 */
export function pointerOf(ref: string, from: string | undefined, home: string): string {
  if (from === undefined && ref.startsWith("#/") && fragment.test(ref)) return ref;
  if (noPointer.test(ref)) return `#/${keyOfFile(nowhere + ref)}`;
  const parts = partsOf(ref);
  if (!parts) throw new Inexpressible(`"${ref}" is an unusual reference.`);
  const { file, pointer } = parts;
  const name = file === "" ? undefined : nameOfTarget(file, from === undefined ? home : nameOfFile(from));
  const key = name === undefined ? from : name === home ? undefined : keyOfFile(name);
  if (key === undefined) {
    // What is in the document itself is inside of its target, and left as it is.
    if (pointer.length < 2 && from !== undefined)
      throw new Inexpressible(`"${ref}" points at the root document.`);
    return pointer.length < 2 ? "#" : pointer;
  }
  return `#/${key}${pointer.slice(1)}`;
}

/** Tells whether a `$ref` is written in a way that `pointerOf` takes. */
export function isUsual(ref: string): boolean {
  return noPointer.test(ref) || partsOf(ref) !== undefined;
}

/** The file that a reference names, if any, and the pointer behind it; undefined when one of them is unusual. */
function partsOf(ref: string): { readonly file: string; readonly pointer: string } | undefined {
  const [file = ""] = ref.split("#", 1);
  const pointer = ref.slice(file.length);
  const isFile = file === "" || address.test(file) || relativePath.test(file);
  const isPointer = pointer === "" || (fragment.test(pointer) && !pointer.includes("#", 1));
  return isFile && isPointer ? { file, pointer } : undefined;
}

function nameOfTarget(file: string, base: string): string {
  if (address.test(file)) return file;
  if (address.test(base)) throw new Inexpressible(`"${file}" is relative to an address.`);
  return posix.join(posix.dirname(base), file);
}

/** The fragment (`#/…`) of a pointer in the file that it leads to; `#` for all of it. */
export function fragmentOf(pointer: string): string {
  if (!pointer.startsWith(`#/${mark}`)) return pointer;
  const slash = pointer.indexOf("/", 2);
  return slash < 0 ? "#" : `#${pointer.slice(slash)}`;
}
