import * as fc from "fast-check";

const names = ["A", "B", "C", "a b", "{x}", "200", "type", "description", "a/b", "x.y"];
const name = fc.constantFrom(...names);
const word = fc.constantFrom("", "eval(", "<script>", "id", "x y", "2020-01-01", "http://a", "é");

const reference = (section: string) =>
  name.map((target) => ({ $ref: `#/components/${section}/${target.replaceAll("/", "~1")}` }));

const sided = (section: string) =>
  fc
    .record({ ref: reference(section), description: word })
    .map(({ ref, description }) => ({ ...ref, description }));

const { schema } = fc.letrec<{ schema: unknown; leaf: unknown; part: unknown }>((tie) => ({
  leaf: fc.record(
    {
      type: fc.constantFrom("string", "integer", "number", "boolean", ["string", "null"], "oddity"),
      format: fc.constantFrom("int32", "date", "uuid", "uri", "odd"),
      enum: fc.array(fc.oneof(word, fc.integer()), { maxLength: 3 }),
      example: fc.oneof(word, fc.integer(), fc.constant(null)),
      default: fc.oneof(word, fc.integer()),
      description: word,
      nullable: fc.boolean(),
      readOnly: fc.boolean(),
      maxLength: fc.nat(9),
      pattern: fc.constantFrom("^a", "("),
    },
    { requiredKeys: [] },
  ),
  part: fc.oneof(
    { weight: 2, arbitrary: reference("schemas") },
    sided("schemas"),
    tie("leaf"),
    tie("schema"),
  ),
  schema: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.record(
      {
        type: fc.constantFrom("object", "array"),
        properties: fc.dictionary(name, tie("part"), { maxKeys: 3 }),
        items: tie("part"),
        allOf: fc.array(tie("part"), { maxLength: 2 }),
        oneOf: fc.array(tie("part"), { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie("part")),
        required: fc.array(name, { maxLength: 2 }),
        example: fc.dictionary(name, fc.oneof(word, fc.integer()), { maxKeys: 2 }),
      },
      { requiredKeys: ["type"] },
    ),
  ),
}));

const content = fc.dictionary(
  fc.constantFrom("application/json", "application/x+y", "text/plain"),
  fc.record(
    {
      schema: fc.oneof(reference("schemas"), schema),
      example: fc.oneof(word, fc.dictionary(name, word, { maxKeys: 2 })),
      examples: fc.dictionary(name, fc.record({ value: word }, { requiredKeys: [] }), { maxKeys: 2 }),
    },
    { requiredKeys: ["schema"] },
  ),
  { maxKeys: 2 },
);
const response = fc.record({ description: word, content }, { requiredKeys: [] });
const parameter = fc.record(
  {
    name: word,
    in: fc.constantFrom("query", "path", "header"),
    schema: fc.oneof(reference("schemas"), schema),
  },
  { requiredKeys: ["name"] },
);
const operation = fc.record(
  {
    operationId: word,
    description: word,
    tags: fc.array(word, { maxLength: 2 }),
    parameters: fc.array(fc.oneof(reference("parameters"), sided("parameters"), parameter), { maxLength: 3 }),
    requestBody: fc.record({ content }),
    responses: fc.dictionary(
      fc.constantFrom("200", "404", "default", "4XX"),
      fc.oneof(reference("responses"), sided("responses"), response),
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: [] },
);
/** Descriptions whose references go anywhere, with odd names and half of what rules ask for. */
export const generatedDescription = fc.record({
  openapi: fc.constantFrom("3.0.3", "3.1.0", "3.2.0"),
  info: fc.record({ title: word, version: word }),
  paths: fc.dictionary(
    fc.constantFrom("/a", "/b/{id}", "/c/", "/d d"),
    fc.dictionary(fc.constantFrom("get", "post", "put"), operation, { maxKeys: 2 }),
    { maxKeys: 3 },
  ),
  components: fc.record({
    // Components that are references themselves are in the corpus: spectral-core does not always end on them.
    schemas: fc.dictionary(name, schema, { maxKeys: 6 }),
    responses: fc.dictionary(name, response, { maxKeys: 3 }),
    parameters: fc.dictionary(name, parameter, { maxKeys: 3 }),
  }),
});
