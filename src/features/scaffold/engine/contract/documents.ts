import { UserError } from "../../../../shared/userError.ts";
import type { ContractSource } from "../ports.ts";
import { Resources } from "./resources.ts";
import { isObject, stringAt, valueAt } from "./value.ts";

/** A value and where it stands: the document's URI and the JSON pointer inside of it (RFC 6901). */
export interface Node {
  readonly uri: string;
  readonly pointer: string;
  readonly value: unknown;
}

/** A `$ref`'s destination, before anyone looked whether it exists. */
export interface Target {
  readonly uri: string;
  readonly pointer: string;
}

/** The documents of a contract by URI, and the way from a `$ref` to what it names. */
export class Documents {
  readonly rootUri: string;
  readonly #source: ContractSource;
  readonly #loaded = new Map<string, unknown>();
  /** Of contracts since 3.1: before, schemas have no names but their place. */
  readonly resources = new Resources();

  constructor(source: ContractSource, rootUri: string) {
    this.#source = source;
    this.rootUri = rootUri;
  }

  /** Reads a document once. @throws UserError when it cannot be read. */
  async load(uri: string, signal: AbortSignal): Promise<Node> {
    if (!this.#loaded.has(uri)) {
      const value = await this.#source.load(uri, signal);
      this.#loaded.set(uri, value);
      const version = stringAt(this.#loaded.get(this.rootUri), "openapi") ?? "";
      if (/^3\.[1-9]/.test(version) && valueAt(value, "swagger") === undefined)
        this.resources.add(uri, value);
    }
    return { uri, pointer: "", value: this.#loaded.get(uri) };
  }

  isLoaded(uri: string): boolean {
    return this.#loaded.has(uri);
  }

  /** Where a `$ref` leads, before anyone looked whether it exists. */
  targetOf(reference: Node): Target {
    const ref = stringAt(reference.value, "$ref") ?? "";
    const known = this.resources.locate(ref, reference);
    return known === undefined ? targetOf(ref, reference.uri) : { uri: known.uri, pointer: known.pointer };
  }

  /** The node that one `$ref` leads to. @throws UserError that names the place when it leads nowhere. */
  resolve(reference: Node): Node {
    const ref = stringAt(reference.value, "$ref") ?? "";
    const target = this.targetOf(reference);
    const value = valueAtPointer(this.#loaded.get(target.uri), target.pointer);
    if (value === undefined) {
      throw new UserError(
        `${this.nameOf(reference)}: $ref '${ref}' leads nowhere; correct the reference or add what it names.`,
      );
    }
    return { ...target, value };
  }

  /** Follows `$ref`s until something else comes. @throws UserError when they go in a circle. */
  follow(node: Node): Node {
    const passed = new Set<unknown>();
    let current = node;
    while (isReference(current.value)) {
      if (passed.has(current.value)) {
        throw new UserError(
          `${this.nameOf(node)}: the $ref leads back to itself; let one of the references name a definition.`,
        );
      }
      passed.add(current.value);
      current = this.resolve(current);
    }
    return current;
  }

  /** A place in words: "paths./orders.post.requestBody", with the file in front when it is not the root document. */
  nameOf({ uri, pointer }: Target): string {
    const path = pointerTokens(pointer).join(".") || "the document";
    return uri === this.rootUri ? path : `${this.relativeUri(uri)}: ${path}`;
  }

  /** A document's URI as seen from the root document: "schemas/pet.yaml". */
  relativeUri(uri: string): string {
    const folder = this.rootUri.slice(0, this.rootUri.lastIndexOf("/") + 1);
    return decodePercent(uri.startsWith(folder) ? uri.slice(folder.length) : uri);
  }
}

export function child(node: Node, key: string | number): Node {
  const value = isContainer(node.value) ? ownValue(node.value, String(key)) : undefined;
  return { uri: node.uri, pointer: `${node.pointer}/${escapeToken(String(key))}`, value };
}

/** The members of an object with their keys, in the order of the document. */
export function members(node: Node): readonly (readonly [string, Node])[] {
  if (!isObject(node.value)) return [];
  return Object.keys(node.value).map((key) => [key, child(node, key)] as const);
}

export function items(node: Node): readonly Node[] {
  return Array.isArray(node.value) ? node.value.map((_, index) => child(node, index)) : [];
}

export function isReference(value: unknown): boolean {
  return stringAt(value, "$ref") !== undefined;
}

/** Resolves a reference (RFC 3986) against the document that it stands in. */
export function targetOf(ref: string, baseUri: string): Target {
  const hash = ref.indexOf("#");
  const file = hash < 0 ? ref : ref.slice(0, hash);
  const fragment = hash < 0 ? "" : ref.slice(hash + 1);
  const uri = file === "" ? baseUri : URL.canParse(file, baseUri) ? new URL(file, baseUri).href : file;
  return { uri, pointer: decodePercent(fragment) };
}

export function pointerTokens(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token;
}

function valueAtPointer(root: unknown, pointer: string): unknown {
  if (pointer !== "" && !pointer.startsWith("/")) return undefined;
  return pointerTokens(pointer).reduce<unknown>(
    (value, token) => (isContainer(value) ? ownValue(value, token) : undefined),
    root,
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function ownValue(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function decodePercent(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
