import type { JsonType, Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import type { Notes } from "../notes.ts";
import type { Code } from "./layout.ts";
import { call } from "./layout.ts";

/** What printing a validator needs to know about the rest of the contract. */
export interface ZodContext {
  readonly named: NamedSchemas;
  /** The validator of a named schema, wrapped in `z.lazy` where it is defined later. */
  readonly referTo: (id: string) => Code;
  readonly isFile: (schema: Schema) => boolean;
  readonly isCircular: (id: string) => boolean;
  /** Records a helper of `validation.ts` that the code calls. */
  readonly use: (helper: Helper) => void;
  readonly notes: Notes;
  /** The place in words, for notes. */
  readonly place: string;
  /** Whether discriminators are only annotations: below `not` and `if`, where a schema asks rather than demands. */
  readonly exact: boolean;
  /** The types that the surroundings of a schema leave to its values, where they name some. */
  readonly types?: readonly JsonType[] | undefined;
}

/** Functions of the generated `validation.ts`. */
export type Helper =
  | "allOf"
  | "oneOf"
  | "not"
  | "conditional"
  | "discriminated"
  | "equalTo"
  | "whenType"
  | "narrowed"
  | "tuple"
  | "maxCharacters"
  | "minCharacters"
  | "uniqueItems"
  | "contains"
  | "minProperties"
  | "maxProperties"
  | "propertyNames"
  | "patternProperties"
  | "dependentRequired"
  | "dependentSchemas"
  | "onlyProperties"
  | "onlyItems"
  | "time";

/** The validator of anything. */
export const unknownCode = "z.unknown()";

/** A call of a helper. */
export function check(helper: Helper, args: readonly Code[], context: ZodContext): Code {
  context.use(helper);
  return call(helper, args);
}

/** `.check(…)` with several checks, or nothing. */
export function checkCalls(checks: readonly Code[]): readonly Code[] {
  return checks.length === 0 ? [] : [call(".check", checks)];
}
