import { Document } from "@stoplight/spectral-core";
import * as Parsers from "@stoplight/spectral-parsers";
import { Inexpressible } from "./inexpressible.ts";
import { isContainer, type Container, type Json, type JsonObject } from "./json.ts";

export interface ReadDocument {
  /** Plain values, without the order of keys that Spectral's parsers keep. */
  readonly data: Container;
  readonly document: Document;
}

/** Reads a document with Spectral's own parsers. */
export function readDocument(path: string, text: string, source: string): ReadDocument {
  const document: Document = path.toLowerCase().endsWith(".json")
    ? (new Document(text, Parsers.Json, source) as unknown as Document)
    : (new Document(text, Parsers.Yaml, source) as unknown as Document);
  const data = plain(document.data as Json);
  if (!isContainer(data)) throw new Inexpressible("The document is no object.");
  return { data, document };
}

function plain(value: Json): Json {
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (key === "__proto__" || /~[01]/.test(key)) throw new Inexpressible(`A key is "${key}".`);
    copy[key] = plain(value[key] as Json);
  }
  return copy;
}
