import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import {
  commentLines,
  propertyKey,
  regexLiteral,
  stringLiteral,
} from "../../../src/features/scaffold/engine/print/escape.ts";
import type { ScaffoldPlan } from "../../../src/features/scaffold/engine/plan.ts";
import { contract, planFor } from "../../support/scaffoldPlans.ts";

/** Fragments that end strings, comments, templates and regular expressions, among any other characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "*/",
        "/*",
        "//",
        "`",
        "${x}",
        '"',
        "'",
        "\\",
        "\n",
        "\r",
        "\u2028",
        "\0",
        "../",
        "__proto__",
        "</",
        "]",
        ")",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

function syntaxErrors(text: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function firstStatement(text: string): ts.Statement | undefined {
  return ts.createSourceFile("a.ts", text, ts.ScriptTarget.ESNext).statements[0];
}

describe("escaping", () => {
  it("makes one string literal of any text, which means the text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const statement = firstStatement(`(${stringLiteral(text)});`);
        const literal =
          statement !== undefined &&
          ts.isExpressionStatement(statement) &&
          ts.isParenthesizedExpression(statement.expression)
            ? statement.expression.expression
            : undefined;
        expect(literal !== undefined && ts.isStringLiteral(literal) ? literal.text : undefined).toBe(text);
      }),
    );
  });

  it("makes one property of any name", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        expect(syntaxErrors(`({ ${propertyKey(name)}: 1 });`)).toEqual([]);
      }),
    );
  });

  it("makes a regular expression of any pattern that is one", () => {
    fc.assert(
      fc.property(hostile, (pattern) => {
        const literal = regexLiteral(pattern);
        if (literal !== undefined) expect(syntaxErrors(`(${literal}).test("");`)).toEqual([]);
      }),
    );
  });

  it("keeps any text inside of a comment", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const comment = commentLines(text).join("\n");
        expect(firstStatement(`/** ${comment} */`)).toBeUndefined();
      }),
    );
  });
});

describe("a hostile contract", () => {
  it("yields files that parse, at paths inside of the folder", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (a, b) => {
        const plan = await planFor(hostileContract(a, b));
        expectHarmless(plan);
      }),
      { numRuns: 40 },
    );
  });
});

function hostileContract(a: string, b: string): unknown {
  const schema = {
    type: "object",
    title: a,
    description: b,
    required: [a, b],
    properties: {
      [a]: { type: "string", pattern: b, description: a, default: b },
      [b]: { enum: [a, b, { [a]: b }] },
    },
    patternProperties: { [a]: { const: b } },
    dependentRequired: { [a]: [b] },
    additionalProperties: { $ref: "#/components/schemas/Named" },
  };
  const operation = {
    operationId: a,
    tags: [b],
    summary: a,
    description: b,
    parameters: [
      { name: a, in: "query", description: b, schema: { type: "string", default: b } },
      { name: b, in: "header", schema: { type: "array", items: { enum: [a] } } },
    ],
    requestBody: {
      description: a,
      content: { "application/json": { schema }, [`text/${a}`]: { schema: { type: "string" } } },
    },
    responses: {
      "200": {
        description: b,
        headers: { [a]: { required: true, schema: { type: "string" } } },
        content: { [`application/${b}`]: {}, "application/json": { schema } },
      },
    },
    security: [{ [a]: [] }],
  };
  return {
    openapi: "3.1.0",
    info: { title: a, version: b, description: a },
    servers: [{ url: `/${b}` }],
    paths: { [`/${a}/{${b.replaceAll(/[{}]/g, "")}}`]: { post: operation }, "/plain": { get: operation } },
    components: { schemas: { Named: { ...schema, additionalProperties: true }, [a]: { type: "string" } } },
  };
}

function holdsContractText(path: string): boolean {
  return !/^(src|test)\/[\w.]+$|^src\/middleware\/|generated\/(body|bytes|decode|errors|express|fastify|http|input|koa|params|pattern|reply|route|scope|validation)\.ts$/.test(
    path,
  );
}

function expectHarmless({ files }: ScaffoldPlan): void {
  for (const { path, contents } of files.filter(({ path }) => holdsContractText(path))) {
    expect(path).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
    expect(path.split("/")).not.toContain("..");
    if (path.endsWith(".ts")) expect({ path, errors: syntaxErrors(contents) }).toEqual({ path, errors: [] });
    if (path.endsWith(".json")) JSON.parse(contents);
  }
}

it("is not slow for texts of any length", async () => {
  for (const text of ["A".repeat(300_000), " ".repeat(300_000), "} ".repeat(100_000)]) {
    expectHarmless(await planFor(hostileContract(`${text}x`, `y${text}`)));
  }
});

it("names the contract's own words where they are harmless", async () => {
  const plan = await planFor(contract({ "/a": { get: { summary: "Says */ hello", responses: {} } } }));
  const handler = plan.files.find(({ path }) => path === "src/handlers/a/get-a.ts");
  expect(handler?.contents).toContain("GET /a: Says *\\/ hello");
});
