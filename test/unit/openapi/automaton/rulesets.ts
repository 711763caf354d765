import { Ruleset } from "@stoplight/spectral-core";
import { oas2, oas3, oas3_0, oas3_1 } from "@stoplight/spectral-formats";
import {
  alphabetical,
  casing,
  defined,
  enumeration,
  falsy,
  length,
  or,
  pattern,
  schema,
  truthy,
  undefined as absent,
  unreferencedReusableObject,
  xor,
} from "@stoplight/spectral-functions";

type Rules = Record<string, Record<string, unknown>>;

const define = (rules: Rules, rest: Record<string, unknown> = {}): (() => Ruleset) => {
  const definition: unknown = { rules, ...rest };
  return () => new Ruleset(definition, { severity: "recommended", source: "/specs/.spectral.js" });
};

/** A rule for each path, which reports whatever is there. */
const reportAt = (givens: readonly string[], more: Record<string, unknown> = {}): Rules =>
  Object.fromEntries(
    givens.map((given, index) => [
      `at-${index}`,
      { given, message: "{{path}} {{property}} {{value}} {{error}}", then: { function: falsy }, ...more },
    ]),
  );

/** Rulesets of different kinds; together they have every form of path and every core function. */
export const writtenRulesets: Readonly<Record<string, () => Ruleset>> = {
  "fixed paths": define(
    reportAt([
      "$",
      "$.info.title",
      "$['info']['version']",
      "$.paths[*]",
      "$.paths[*][*]",
      "$.paths[*][get,put,post]",
      "$.paths[*][*].responses[200,201]",
      "$.components.schemas[*].properties.*",
      "$.nothing.here",
      "$.paths[*][*].parameters[0]",
      "$.paths[*][*].parameters[0:1]",
      "$.paths[*][*].parameters[1:]",
      "$.servers[0].url",
      "$.*",
    ]),
  ),
  "deep paths": define(
    reportAt([
      "$..description",
      "$..[description,title]",
      "$..properties[*]",
      "$..properties.*.type",
      "$.paths..schema",
      "$.paths[*]..description",
      "$.components.schemas..enum",
      "$..content..schema",
      "$.components..properties..type",
      "$..responses[200].description",
      "$..parameters[*].name",
      "$..*",
      "$..items.properties",
      "$..enum[0]",
      "$..*.type",
    ]),
  ),
  conditions: define(
    reportAt([
      "$..[?(@ && @.type === 'string')]",
      "$..[?(@property === 'description')]",
      "$..[?(@property !== 'properties' && @ && @.enum)]",
      "$..properties[?(@ && @.type == 'integer')]",
      "$.paths[*][?(@property === 'get' || @property === 'post')]",
      "$.paths[*][?( @property.match(/^(get|put)$/) )].responses",
      "$.paths[?(@property.includes('a'))]",
      "$..parameters[?(@ && @.in && @.in.match(/query|path/))].name",
      "$..[?(@ && @.xml)].xml",
      "$..content..[?(@ && @.schema && (@.example !== void 0 || @.examples))]",
      "$..[?(@ && @.enum && @.enum.constructor.name === 'Array')].enum[*]",
      "$..[?(@property in ['title', 'version'])]",
      "$..[?(@property ~= '^x-')]",
      "$..[?(@scalar())]",
      "$..[?(@ && @.minimum >= 0 && !(@.maximum < 3))]",
      "$..responses[?(@property >= 200 && @property < 300)]",
    ]),
  ),
  "paths that need Nimma or jsonpath-plus": define(
    reportAt([
      "$.paths[*]~",
      "$..properties[*]~",
      "$.paths[*]^",
      "$..[?(@parentProperty === 'properties')]",
      "$.paths..parameters[*][?(@property === 'name' && (@ === 'id' || @ === 'p'))]^.schema",
      "$..parameters[?(@.name)]^",
      "$..[?(@path && @.enum)]",
      "$.paths[?(@.get)].get",
      "$..content[*]..properties.x..type",
      "$.paths[*][*].parameters[-1:]",
    ]),
  ),
  "paths over the unresolved document": define({
    ...reportAt(
      ["$..$ref", "$.paths[*][*]", "$..[?(@property === '$ref')]", "$.components.schemas[*].type"],
      {
        resolved: false,
      },
    ),
  }),
  "fixed paths over the unresolved document": define({
    ...reportAt(["$.paths[*][get]", "$.paths[*][post]", "$.components.schemas[*].type", "$.info"], {
      resolved: false,
    }),
  }),
  "fields and messages": define({
    "no-message": { given: "$..schema", then: { field: "type", function: truthy } },
    described: { given: "$..schema", description: "described", then: { field: "title", function: truthy } },
    "nested-field": { given: "$.paths[*][*]", then: { field: "responses.200.content", function: defined } },
    keys: {
      given: "$..properties",
      then: { field: "@key", function: casing, functionOptions: { type: "camel" } },
    },
    "way-field": { given: "$.paths", then: { field: "$..description", function: falsy } },
    several: {
      given: ["$..properties[*]", "$.components.schemas[*]"],
      message: "{{description}}|{{unknown}}|#{{print('property')}}|#{{print(\"value\")}}|{{path}}",
      then: [
        { field: "type", function: truthy },
        { field: "description", function: truthy },
        { field: "properties", function: truthy },
        { function: truthy },
      ],
    },
    computed: {
      given: "$.info",
      message: "#{{property.toUpperCase()}}",
      then: { field: "title", function: falsy },
    },
  }),
  "core functions": define({
    alphabetical: { given: "$..properties", then: { function: alphabetical } },
    tags: { given: "$.tags", then: { function: alphabetical, functionOptions: { keyedBy: "name" } } },
    casing: { given: "$..properties[*]~", then: { function: casing, functionOptions: { type: "pascal" } } },
    defined: { given: "$.paths[*][*]", then: { field: "summary", function: defined } },
    enumeration: {
      given: "$..type",
      then: { function: enumeration, functionOptions: { values: ["object", 1] } },
    },
    falsy: { given: "$..example", then: { function: falsy } },
    length: { given: "$..description", then: { function: length, functionOptions: { min: 3, max: 5 } } },
    or: { given: "$.info", then: { function: or, functionOptions: { properties: ["contact", "license"] } } },
    pattern: {
      given: "$..[title,description]",
      then: { function: pattern, functionOptions: { notMatch: "/EVAL/i" } },
    },
    schema: {
      given: "$..schema",
      then: {
        function: schema,
        functionOptions: {
          schema: { type: "object", required: ["title"], properties: { type: { enum: ["array"] } } },
        },
      },
    },
    "schema-all": {
      given: "$..properties[*]",
      then: {
        function: schema,
        functionOptions: {
          allErrors: true,
          dialect: "draft7",
          schema: { type: "string", required: ["a"], minProperties: 9 },
        },
      },
    },
    truthy: { given: "$", then: { field: "security", function: truthy } },
    undefined: { given: "$..enum", then: { function: absent } },
    unreferenced: {
      given: "$.components.schemas",
      then: {
        function: unreferencedReusableObject,
        functionOptions: { reusableObjectsLocation: "#/components/schemas" },
      },
    },
    xor: {
      given: "$..responses[*]",
      then: { function: xor, functionOptions: { properties: ["content", "schema"] } },
    },
  }),
  "functions of its own": define({
    where: {
      given: "$..schema",
      message: "{{error}}",
      then: {
        function: (_: unknown, __: unknown, { path }: { path: readonly unknown[] }) => [
          { message: path.join(".") },
        ],
      },
    },
    later: { given: "$.info", then: { function: () => Promise.resolve([{ message: "later" }]) } },
    plain: { given: "$..schema", then: { field: "type", function: truthy } },
    "plain-too": { given: "$..description", then: { function: falsy } },
  }),
  "formats, aliases and overrides": define(
    {
      old: { given: "#Schemas", formats: [oas2], then: { field: "type", function: falsy } },
      three: { given: "#Schemas", formats: [oas3], then: { field: "type", function: falsy } },
      "three-one": {
        given: "#Operations.responses",
        formats: [oas3_1],
        severity: "hint",
        then: { function: falsy },
      },
      off: { given: "$", recommended: false, then: { function: falsy } },
      placed: { given: "$..description", severity: "error", then: { function: falsy } },
      info: { given: "$.info", then: { function: falsy } },
      tags: { given: "$.paths", then: { function: falsy } },
    },
    {
      aliases: {
        Operations: ["$.paths[*][get,put,post]"],
        Schemas: {
          targets: [
            { formats: [oas2], given: ["$.definitions[*]"] },
            { formats: [oas3_0, oas3_1], given: ["$.components.schemas[*]", "$..schema"] },
          ],
        },
      },
      overrides: [
        { files: ["*.json"], rules: { info: "hint" } },
        { files: ["api.yaml#/components"], rules: { placed: "info" } },
        { files: ["**/api.yaml#/paths"], rules: { placed: "off" } },
      ],
      parserOptions: { duplicateKeys: "warn", incompatibleValues: "off" },
    },
  ),
  "functions that cannot be run": define({
    bad: { given: "$..[?(@.type.length > 100)]", then: { function: falsy } },
    one: { given: "$.info", then: { function: falsy } },
    two: { given: "$.paths", then: { function: falsy } },
    three: { given: "$.openapi", then: { function: falsy } },
    four: { given: "$.info.title", then: { function: falsy } },
  }),
};
