import { jsonSchemaFiles, requestContext } from "../files/jsonSchemaFiles.ts";
import { valueLiteral } from "../print/escape.ts";
import { jsonSchema, jsonSchemaCode } from "../print/jsonSchema.ts";
import { call, list } from "../print/layout.ts";
import { jsonSchemaShapeSource } from "../runtime/jsonSchema/shape.ts";
import { jsonSchemaValidationSource } from "../runtime/jsonSchema/validation.ts";
import type { ModuleContext, SchemaPrinter, Validators } from "./validators.ts";

/** Schemas as JSON Schema 2020-12, compiled by Ajv. */
export const jsonSchemaValidators: Validators = {
  title: "Ajv (JSON Schema 2020-12)",
  files: jsonSchemaFiles,
  runtime: { "shape.ts": jsonSchemaShapeSource, "validation.ts": jsonSchemaValidationSource },
  printer: jsonSchemaPrinter,
  dependencies: { ajv: "8.20.0", "ajv-formats": "3.0.1" },
};

function jsonSchemaPrinter({ service, use, notes, imports, onHelper }: ModuleContext): SchemaPrinter {
  const helper = (name: string): string => {
    onHelper(name);
    return imports.value(name, "../validation.ts");
  };
  return {
    schema: (schema, place) =>
      jsonSchemaCode(
        jsonSchema(
          schema,
          requestContext(service, use, notes, place, () => false),
        ),
      ),
    optional: (code) => call(helper("optional"), [code]),
    withDefault: (code, value) => call(helper("withDefault"), [code, valueLiteral(value)]),
    orEmptyText: (code) => ["{ anyOf: ", list("[", ['{ const: "" }', code], "]"), " }"],
    typeFor: (type) => `${imports.type("SchemaOf", "../validation.ts")}<${type}>`,
  };
}
