/** `src/api/generated/body.ts`, without its header. */
export const bodySource = `import { parseJson, readFields } from "./decode.ts";
import type { SchemaOf } from "./validation.ts";

/** How the bytes of one media type become a value, and what it must look like; no schema: anything goes. */
export interface BodyReader<Value> {
  readonly schema: SchemaOf<Value> | undefined;
  /** @throws whatever its parser throws when the bytes are malformed. */
  readonly read: (bytes: Buffer, contentType: string) => unknown;
}

export function json<Value>(schema: SchemaOf<Value>): BodyReader<Value> {
  return { schema, read: (bytes) => parseJson(decodeUtf8(bytes)) };
}

export function text<Value>(schema: SchemaOf<Value>): BodyReader<Value> {
  return { schema, read: decodeUtf8 };
}

/** \`application/x-www-form-urlencoded\`. */
export function urlEncoded<Value>(schema: SchemaOf<Value>): BodyReader<Value> {
  return { schema, read: (bytes) => readFields([...new URLSearchParams(decodeUtf8(bytes))], [schema]) };
}

/** \`multipart/form-data\`, held in memory up to the body limit; parts with a file name arrive as File. */
export function multipart<Value>(schema: SchemaOf<Value>): BodyReader<Value> {
  return {
    schema,
    async read(bytes, contentType) {
      const response = new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } });
      return readFields([...(await response.formData())], [schema]);
    },
  };
}

export const binary: BodyReader<Uint8Array> = { schema: undefined, read: (bytes) => bytes };

function decodeUtf8(bytes: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
`;
