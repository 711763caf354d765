import { UserError } from "../../../../shared/userError.ts";
import type { ContractSource } from "./contractSource.ts";
import { stringAt, valueAt } from "./json.ts";

/** A value of a description, and the document that its relative references start from. */
export interface Place {
  readonly uri: string;
  readonly value: unknown;
  /** The way that led here through `$ref`s: those of a schema that contains itself repeat. */
  readonly passed: readonly string[];
}

/** More references than this in a row lead in a circle. */
const longestChain = 100;

/** Reads a description and the documents that it refers to, each once. */
export class Documents {
  readonly rootUri: string;
  readonly #source: ContractSource;
  readonly #signal: AbortSignal;
  readonly #loaded = new Map<string, Promise<unknown>>();

  constructor(source: ContractSource, rootUri: string, signal: AbortSignal) {
    this.#source = source;
    this.rootUri = rootUri;
    this.#signal = signal;
  }

  async root(): Promise<Place> {
    return { uri: this.rootUri, value: await this.#load(this.rootUri), passed: [] };
  }

  /** A member of a value, behind its `$ref`s if it has any; its value is undefined when it is not there. */
  async child(place: Place, key: string | number): Promise<Place> {
    return await this.follow({ ...place, value: memberOf(place.value, String(key)) });
  }

  /** Follows `$ref`s until something else comes. @throws UserError when one leads nowhere, or in a circle */
  async follow(place: Place): Promise<Place> {
    let current = place;
    for (let steps = 0; ; steps++) {
      const ref = stringAt(current.value, "$ref");
      if (ref === undefined) return current;
      if (steps > longestChain) throw new UserError(`The $ref '${ref}' leads back to itself; correct it.`);
      current = await this.#resolve(ref, current);
    }
  }

  async #resolve(ref: string, from: Place): Promise<Place> {
    const [file = "", fragment = ""] = ref.split("#", 2);
    const uri = file === "" ? from.uri : URL.canParse(file, from.uri) ? new URL(file, from.uri).href : file;
    const pointer = decodePercent(fragment);
    const target = pointer
      .split("/")
      .slice(1)
      .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>((value, token) => memberOf(value, token), await this.#load(uri));
    if (target === undefined)
      throw new UserError(`The $ref '${ref}' leads nowhere; correct the reference or add what it names.`);
    // From 3.1 on, keywords beside a $ref of a schema count too; values that a request needs stand there.
    return { uri, value: beside(target, from.value), passed: [...from.passed, `${uri}#${pointer}`] };
  }

  async #load(uri: string): Promise<unknown> {
    const known = this.#loaded.get(uri) ?? this.#source.load(uri, this.#signal);
    this.#loaded.set(uri, known);
    return await known;
  }
}

/** Prose and examples beside a reference stand for those behind it. */
function beside(target: unknown, reference: unknown): unknown {
  const own = ["example", "examples", "default"].filter((key) => valueAt(reference, key) !== undefined);
  if (own.length === 0 || typeof target !== "object" || target === null) return target;
  return { ...target, ...Object.fromEntries(own.map((key) => [key, valueAt(reference, key)])) };
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
