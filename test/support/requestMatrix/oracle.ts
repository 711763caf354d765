import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { ContractSource } from "../../../src/features/loadTest/engine/fromSpec/contractSource.ts";
import { Documents } from "../../../src/features/loadTest/engine/fromSpec/documents.ts";
import type { Place } from "../../../src/features/loadTest/engine/fromSpec/documents.ts";
import type { Direction } from "./contractView.ts";
import { viewOf } from "./contractView.ts";

/** A contract in one direction, and Ajv's opinion about values by its schemas. */
export interface Oracle {
  readonly documents: Documents;
  readonly source: ContractSource;
  /** Ajv's validator for a schema; undefined when Ajv does not understand it. */
  readonly validatorOf: (schema: Place) => ValidateFunction | undefined;
}

/** @param all the documents of the contract by URI */
export function createOracle(
  all: ReadonlyMap<string, unknown>,
  rootUri: string,
  direction: Direction,
  withExamples = true,
): Oracle {
  const views = new Map(
    [...all].map(([uri, document]) => [uri, viewOf(document, { uri, direction, withExamples })]),
  );
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false, logger: false });
  addFormats(ajv);
  for (const [uri, view] of views) ajv.addSchema(view as object, uri);
  const compiled = new Map<unknown, ValidateFunction | undefined>();
  const source: ContractSource = {
    load: (uri) =>
      views.has(uri) ? Promise.resolve(views.get(uri)) : Promise.reject(new Error(`There is no ${uri}.`)),
  };
  return {
    documents: new Documents(source, rootUri, new AbortController().signal),
    source,
    validatorOf({ value }) {
      if (!compiled.has(value)) compiled.set(value, compile(ajv, value));
      return compiled.get(value);
    },
  };
}

function compile(ajv: Ajv2020, schema: unknown): ValidateFunction | undefined {
  // A parameter of 2.0 is its own schema; its `required` is none of JSON Schema's.
  const { required, ...rest } = (typeof schema === "object" ? schema : {}) as { readonly required?: unknown };
  try {
    return ajv.compile(Array.isArray(required) ? { ...rest, required } : rest);
  } catch {
    return undefined;
  }
}
