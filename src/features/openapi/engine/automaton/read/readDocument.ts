import type { Ruleset } from "@stoplight/spectral-core";
import { Document } from "@stoplight/spectral-core";
import * as Parsers from "@stoplight/spectral-parsers";
import type { Range } from "../../finding.ts";
import { isFileKey } from "../files.ts";
import { Inexpressible } from "../inexpressible.ts";
import { isContainer, type Container, type Json, type JsonObject } from "../json.ts";
import { readJson } from "./readJson.ts";
import { readYaml } from "./readYaml.ts";

/** A text, read as Spectral reads it. */
export interface ReadText {
  readonly data: Json;
  /** Complaints of the parser. */
  readonly problems: Document["diagnostics"];
  /** Range of the value at a path; undefined when the parser knows none. */
  rangeOf(path: readonly string[]): Range | undefined;
}

export interface ReadDocument extends ReadText {
  /** Plain values: the order of keys is JavaScript's. */
  readonly data: Container;
  /** The name that Spectral knows the document by. */
  readonly source: string;
}

export type ParserOptions = Ruleset["parserOptions"];

/** Reads a document. Texts with anything unusual are left to Spectral's own parsers. */
export function readDocument(path: string, text: string, source: string): ReadDocument {
  const read = readText(path.toLowerCase().endsWith(".json"), text, source);
  const { data } = read;
  if (!isContainer(data)) throw new Inexpressible("The document is no object.");
  return { data, problems: read.problems, source: normalized(source), rangeOf: (at) => read.rangeOf(at) };
}

/** Reads a file that is referred to. @param source the name that Spectral knows it by. */
export function readReferenced(source: string, text: string): ReadText {
  const read = readText(source.endsWith(".json"), text, source);
  if ((read.data as Json | undefined) === undefined) throw new Inexpressible("A file is empty.");
  return read;
}

function readText(isJson: boolean, text: string, source: string): ReadText {
  return (isJson ? readJson(text) : readYaml(text)) ?? readWithSpectral(isJson, text, source);
}

function readWithSpectral(isJson: boolean, text: string, source: string): ReadText {
  const document = (isJson
    ? new Document(text, Parsers.Json, source)
    : new Document(text, Parsers.Yaml, source)) as unknown as Document;
  return {
    data: plain(document.data as Json),
    problems: document.diagnostics,
    rangeOf: (path) => document.getRangeForJsonPath([...path], true),
  };
}

function plain(value: Json): Json {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    requirePlainKey(key);
    copy[key] = plain(value[key] as Json);
  }
  return copy;
}

/**
 * Spectral takes keys for parts of pointers here and there, and gets lost where they look escaped.
 * @throws Inexpressible when a key is one of those.
 */
export function requirePlainKey(key: string): void {
  if (key === "__proto__" || isFileKey(key) || (key.includes("~") && /~[01]/.test(key)))
    throw new Inexpressible(`A key is "${key}".`);
}

/** The path of a document as spectral-core spells it. */
export function normalized(source: string): string {
  const stub = { parse: () => ({ data: null, ast: null, diagnostics: [], lineMap: [] }) };
  const parser = stub as unknown as typeof Parsers.Json;
  return new Document("", parser, source).source ?? source;
}
