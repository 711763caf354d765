import type { Schema } from "../contract/schema.ts";
import type { Imports, OutputFile } from "../files/sourceFile.ts";
import type { SchemaUse } from "../files/schemaUse.ts";
import type { Service } from "../model/service.ts";
import type { Notes } from "../notes.ts";
import type { Code } from "../print/layout.ts";

/** How a service checks what requests carry: schemas as code, and the modules that understand it. */
export interface Validators {
  /** In prose: "zod". */
  readonly title: string;
  /** `schemas.ts` and what it consists of: the named schemas that requests use. */
  readonly files: (
    service: Service,
    use: SchemaUse,
    notes: Notes,
    onHelper: OnHelper,
  ) => readonly OutputFile[];
  /** Modules of `src/api/generated`, by file name; of "validation.ts", the helpers that are used are kept. */
  readonly runtime: Readonly<Record<string, string>>;
  /** Prints the schemas of one module below `src/api/generated`, such as `routes/orders.ts`. */
  readonly printer: (module: ModuleContext) => SchemaPrinter;
  /** Exact versions by package. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Called with every function of `validation.ts` that code calls. */
export type OnHelper = (helper: string) => void;

export interface ModuleContext {
  readonly service: Service;
  readonly use: SchemaUse;
  readonly notes: Notes;
  readonly imports: Imports;
  readonly onHelper: OnHelper;
}

export interface SchemaPrinter {
  /** @param place in words, for notes */
  readonly schema: (schema: Schema, place: string) => Code;
  /** What may be absent. */
  readonly optional: (code: Code) => Code;
  /** What has a value when it is absent. */
  readonly withDefault: (code: Code, value: unknown) => Code;
  /** What may be an empty text instead. */
  readonly orEmptyText: (code: Code) => Code;
  /** The type of a schema whose values have the type. */
  readonly typeFor: (type: string) => string;
}
