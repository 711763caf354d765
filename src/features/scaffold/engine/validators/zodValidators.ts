import { schemaFiles, schemaName } from "../files/zodSchemaFiles.ts";
import { valueLiteral } from "../print/escape.ts";
import { call, chain, list } from "../print/layout.ts";
import { zodCode } from "../print/zod.ts";
import type { ZodContext } from "../print/zodContext.ts";
import { zodShapeSource } from "../runtime/zod/shape.ts";
import { zodValidationSource } from "../runtime/zod/validation.ts";
import type { ModuleContext, SchemaPrinter, Validators } from "./validators.ts";

/** Schemas as zod expressions. */
export const zodValidators: Validators = {
  title: "zod",
  files: schemaFiles,
  runtime: { "shape.ts": zodShapeSource, "validation.ts": zodValidationSource },
  printer: zodPrinter,
  dependencies: {},
};

function zodPrinter({ service, use, notes, imports, onHelper }: ModuleContext): SchemaPrinter {
  const contextAt = (place: string): ZodContext => ({
    named: service.named,
    isFile: use.isFile,
    isCircular: () => false,
    use(helper) {
      onHelper(helper);
      imports.value(helper, "../validation.ts");
    },
    notes,
    place,
    exact: false,
    referTo: (id) => imports.value(schemaName(service, id), "../schemas.ts"),
  });
  return {
    schema: (schema, place) => zodCode(schema, contextAt(place)),
    optional: (code) => chain(code, [".exactOptional()"]),
    withDefault: (code, value) => chain(code, [`.default(${valueLiteral(value)})`]),
    orEmptyText: (code) => call("z.union", [list("[", ['z.literal("")', code], "]")]),
    typeFor: (type) => `z.ZodType<${type}>`,
  };
}
