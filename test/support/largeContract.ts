import { contract, json } from "./scaffoldPlans.ts";

/**
 * A contract with so many operations and half as many schemas. Each schema is shared by several operations and refers
 * to others, in small circles and in one that goes through all of them.
 */
export function largeContract(operations: number): unknown {
  const count = Math.ceil(operations / 2);
  const name = (index: number) => `Thing${((index % count) + count) % count}`;
  const ref = (index: number) => ({ $ref: `#/components/schemas/${name(index)}` });
  const schemas = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      name(index),
      {
        type: "object",
        required: ["id", "label"],
        properties: {
          id: { type: "integer", readOnly: index % 5 === 0 },
          label: { type: "string", minLength: 1, maxLength: 80 },
          next: ref(index + 1),
          before: ref(index - 1),
          likes: { type: "array", items: { anyOf: [ref(index), ref(index + 7)] } },
          state: { enum: ["open", "closed"] },
          nested: { allOf: [ref(index + 2), { properties: { note: { type: "string" } } }] },
        },
      },
    ]),
  );
  const error = { description: "failed", content: json({ $ref: "#/components/schemas/Problem" }) };
  const paths = Object.fromEntries(
    Array.from({ length: operations }, (_, index) => [
      `/group${index % 20}/things${index}/{id}`,
      {
        put: {
          operationId: `putThing${index}`,
          tags: [`group ${index % 20}`],
          parameters: [
            { name: "id", in: "path", required: true, schema: { type: "integer" } },
            { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } },
          ],
          requestBody: { required: true, content: json(ref(index)) },
          responses: {
            "200": { description: "ok", content: json(ref(index + 3)) },
            "400": error,
            default: error,
          },
        },
      },
    ]),
  );
  const problem = { type: "object", required: ["message"], properties: { message: { type: "string" } } };
  return contract(paths, { schemas: { ...schemas, Problem: problem } });
}
