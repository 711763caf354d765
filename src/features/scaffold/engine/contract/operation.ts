import type { RateLimit } from "./rateLimit.ts";
import type { Schema } from "./schema.ts";
import type { SecurityRequirement } from "./security.ts";

export interface Operation {
  /** JSON pointer in the root document: "/paths/~1orders/post". */
  readonly pointer: string;
  /** As HTTP spells it in lower case: "post". */
  readonly method: string;
  /** As the contract writes it: "/orders/{orderId}". */
  readonly path: string;
  readonly operationId?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly deprecated: boolean;
  readonly tag?: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body?: Body | undefined;
  readonly responses: readonly Response[];
  /** The ways in, of which one is enough; empty when everyone is let in. */
  readonly security: readonly SecurityRequirement[];
  /** A limit of its own, from `x-rate-limit`. */
  readonly rateLimit?: RateLimit | undefined;
}

export type ParameterLocation = "path" | "query" | "header" | "cookie" | "querystring";

/** How a parameter's value is spelled (Parameter Object, "Style Values"); `content`: as a media type. */
export type ParameterStyle =
  | "form"
  | "simple"
  | "label"
  | "matrix"
  | "spaceDelimited"
  | "pipeDelimited"
  | "tabDelimited"
  | "deepObject"
  | "content";

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string | undefined;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowEmpty: boolean;
  readonly schema: Schema;
}

/** What a body's bytes are read as. */
export type MediaKind = "json" | "form" | "multipart" | "text" | "binary";

export interface MediaType {
  /** As the contract writes it, without parameters, in lower case: "application/json", "image/*". */
  readonly name: string;
  readonly kind: MediaKind;
  readonly schema: Schema;
}

export interface Body {
  readonly required: boolean;
  readonly description?: string | undefined;
  readonly content: readonly MediaType[];
}

export interface Response {
  /** "200", "4XX" or "default". */
  readonly status: string;
  readonly description?: string | undefined;
  readonly content: readonly MediaType[];
  readonly headers: readonly ResponseHeader[];
}

export interface ResponseHeader {
  readonly name: string;
  readonly required: boolean;
}
