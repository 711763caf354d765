import { createHash } from "node:crypto";
import { UserError } from "../../../../shared/userError.ts";
import { isObject, stringAt, stringsAt, valueAt } from "../contract/value.ts";
import type { FrameworkName, Zone } from "../plan.ts";
import { frameworkNames } from "../plan.ts";

export const manifestPath = ".senior-backend/scaffold.json";

/** What an earlier run wrote: the memory that keeps names stable and hand-written code safe. */
export interface Manifest {
  readonly manifestVersion: 1;
  /** Grows when the same contract gives other files. */
  readonly generatorVersion: number;
  readonly contract: { readonly path: string; readonly sha256: string };
  readonly framework: FrameworkName;
  readonly operations: "all" | readonly string[];
  /** Identifiers by JSON pointer. */
  readonly names: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, ManifestFile>>;
  /** Operation ids by JSON pointer: what tells a renamed operation from another one. */
  readonly operationIds: Readonly<Record<string, string>>;
  /** Hashes by JSON pointer of what handlers see of their operations. */
  readonly signatures: Readonly<Record<string, string>>;
  /** Generated files that belong to their editor. */
  readonly ejected: readonly string[];
}

export interface ManifestFile {
  readonly zone: Zone;
  /** Of the text that we wrote, with line ends as LF. */
  readonly sha256: string;
  /** Of a later text that could not be merged, once its owner has been told. */
  readonly offered?: string;
}

/** @throws UserError when the text is not a manifest of ours. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  const contract = valueAt(value, "contract");
  const generatorVersion = valueAt(value, "generatorVersion");
  const framework = frameworkNames.find((name) => name === valueAt(value, "framework"));
  if (valueAt(value, "manifestVersion") !== 1 || !isObject(contract) || framework === undefined) {
    throw new UserError(
      `${manifestPath} is not a manifest that this version can read; restore it, or delete it to start over.`,
    );
  }
  return {
    manifestVersion: 1,
    generatorVersion: typeof generatorVersion === "number" ? generatorVersion : 0,
    contract: { path: stringAt(contract, "path") ?? "", sha256: stringAt(contract, "sha256") ?? "" },
    framework,
    operations: valueAt(value, "operations") === "all" ? "all" : stringsAt(value, "operations"),
    names: stringMembers(valueAt(value, "names")),
    files: fileMembers(valueAt(value, "files")),
    operationIds: stringMembers(valueAt(value, "operationIds")),
    signatures: stringMembers(valueAt(value, "signatures")),
    ejected: stringsAt(value, "ejected").filter(isInside),
  };
}

export function printManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Hash of a text, whatever its line ends: version control may have changed them. */
export function textHash(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}

/** Hash of a parsed document. */
export function valueHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stringMembers(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function fileMembers(value: unknown): Readonly<Record<string, ManifestFile>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([path, file]) => {
      const sha256 = stringAt(file, "sha256");
      const zone = stringAt(file, "zone");
      const isOurs = sha256 !== undefined && (zone === "generated" || zone === "yours") && isInside(path);
      const offered = stringAt(file, "offered");
      return isOurs ? [[path, { zone, sha256, ...(offered !== undefined && { offered }) }]] : [];
    }),
  );
}

/** A manifest is a file like any other: it may not point out of the folder that it describes. */
function isInside(path: string): boolean {
  return path !== "" && !/^([\\/]|\w:)/.test(path) && !path.split(/[\\/]/).includes("..");
}
