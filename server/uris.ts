import { URI } from "vscode-uri";

/**
 * The path that a document goes by inside the engines: its file path, or, for a document that is in no file, a path
 * made of its scheme and name.
 */
export function pathOfUri(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : `/${parsed.scheme}:/${parsed.path}`;
}

/** The URI of a file. */
export function uriOfPath(path: string): string {
  return URI.file(path).toString();
}

/** The last part of a path, for titles and sentences. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
