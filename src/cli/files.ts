import { readFile } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { isBlank } from "../features/openapi/engine/recognise.ts";
import { UserError } from "../shared/userError.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is no folder",
  EEXIST: "a file of that name is in the way",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ""] ?? message;
}

/** Reads a text file without its BOM. @throws UserError that says why it cannot be read. */
export async function readTextFile(path: string, signal?: AbortSignal): Promise<string> {
  try {
    return (await readFile(path, { encoding: "utf8", signal })).replace(/^\uFEFF/, "");
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(`${displayPath(path)} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A path as people and CI systems want it: relative to the working folder where it is inside, forward slashes. */
export function displayPath(path: string): string {
  const local = relative(process.cwd(), path);
  const shown = local === "" || local.startsWith("..") || isAbsolute(local) ? path : local;
  return shown.split(sep).join("/");
}

/** Why a file that could be read is of no use as a description. */
export function notAContract(path: string, text: string): string {
  return isBlank(text)
    ? `${displayPath(path)} is empty; start with "openapi: 3.1.0".`
    : `${displayPath(path)} is no OpenAPI description: it has no "openapi" or "swagger" version at its root.`;
}
