import type { Place } from "../../../src/features/loadTest/engine/fromSpec/documents.ts";
import { membersOf } from "../../../src/features/loadTest/engine/fromSpec/json.ts";
import type { OperationPlace } from "../../../src/features/loadTest/engine/fromSpec/operations.ts";
import { sampleValue, writtenExample } from "../../../src/features/loadTest/engine/fromSpec/sampleValue.ts";
import { textOf } from "../../../src/features/loadTest/engine/fromSpec/serializeParameter.ts";
import type { Oracle } from "./oracle.ts";

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: unknown;
}

/** An answer that an operation declares as its success; undefined when none can be made up that fits its schema. */
export async function answerOf({ operation }: OperationPlace, oracle: Oracle): Promise<Reply | undefined> {
  const { documents, validatorOf } = oracle;
  const responses = await documents.child(operation, "responses");
  const declared = membersOf(responses.value).map(([status]) => status);
  const chosen = ["2", "d", "3", ""].map((start) => declared.find((status) => status.startsWith(start)));
  const key = chosen.find((status) => status !== undefined);
  if (key === undefined) return { status: 200 };
  const status = Number(key.replace(/XX$/i, "00")) || 200;
  const response = await documents.child(responses, key);
  const media = await mediaOf(response, oracle);
  if (media === undefined || [204, 205, 304].includes(status)) return { status };
  const { type, isVague, holder, schema } = media;
  const value =
    (await writtenExample(holder, documents)) ?? (await sampleValue(schema, documents)) ?? "sample";
  const isJson = /^application\/([\w.-]+\+)?json/.test(type);
  const fitting = isJson ? fittingValue(value, validatorOf(schema)) : { value: textOf(value) };
  return fitting && { status, ...(isVague && { type }), body: fitting.value };
}

/**
 * The value, or what is left of it without what breaks its schema: alternatives that overlap where exactly one is to
 * match have no sample, but may be left out.
 */
function fittingValue(
  value: unknown,
  validate: ReturnType<Oracle["validatorOf"]>,
): { readonly value: unknown } | undefined {
  if (validate === undefined || validate(value)) return { value };
  const broken = new Set(validate.errors?.map(({ instancePath }) => instancePath.split("/")[1]));
  const rest = Array.isArray(value)
    ? []
    : Object.fromEntries(membersOf(value).filter(([name]) => !broken.has(name)));
  return validate(rest) ? { value: rest } : undefined;
}

interface Media {
  readonly type: string;
  /** Whether the handler has to say which type it answers with. */
  readonly isVague: boolean;
  readonly holder: Place;
  readonly schema: Place;
}

/** The media type that a response is made for: JSON where there is one. */
async function mediaOf(response: Place, { documents }: Oracle): Promise<Media | undefined> {
  const content = await documents.child(response, "content");
  const names = membersOf(content.value).map(([name]) => name);
  const name = names.find((candidate) => candidate.includes("json")) ?? names[0];
  if (name !== undefined) {
    const holder = await documents.child(content, name);
    const type = name.replace("*/*", "application/json").replace("/*", "/png");
    return {
      type,
      isVague: names.length > 1 || name !== type,
      holder,
      schema: await documents.child(holder, "schema"),
    };
  }
  const schema = await documents.child(response, "schema");
  return schema.value === undefined
    ? undefined
    : { type: "application/json", isVague: false, holder: response, schema };
}

/** Tells whether a body fits what an operation says about a status; undefined when it says nothing about JSON. */
export async function errorValidator(
  { operation }: OperationPlace,
  status: number,
  oracle: Oracle,
): Promise<((body: unknown) => boolean) | undefined> {
  const responses = await oracle.documents.child(operation, "responses");
  const keys = membersOf(responses.value).map(([key]) => key);
  for (const key of [String(status), "4XX", "4xx", "default"].filter((candidate) =>
    keys.includes(candidate),
  )) {
    const media = await mediaOf(await oracle.documents.child(responses, key), oracle);
    if (media !== undefined)
      return media.type.includes("json") ? oracle.validatorOf(media.schema) : undefined;
  }
  return undefined;
}
