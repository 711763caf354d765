/** `src/api/generated/route.ts`, without its header. */
export const routeSource = `import type { Dependencies } from "../../dependencies.ts";
import type { SecurityRequirement } from "./authorize.ts";
import type { BodyReader } from "./body.ts";
import type { ErrorShape } from "./errors.ts";
import type { Context } from "./http.ts";
import type { Parameter } from "./params.ts";
import type { Reply } from "./reply.ts";
import type { Verifiers } from "./security.ts";

export interface Body<Value> {
  readonly required: boolean;
  /** Readers by media type, which may end in a wildcard. */
  readonly content: Readonly<Record<string, BodyReader<Value>>>;
}

/** How many requests a client may send in a window of time. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

export type ParameterPlace = "params" | "query" | "headers" | "cookies";

/** One parser for each member of a place of the input; optional members carry schemas that are optional. */
type Parameters<Values> = { readonly [Name in keyof Values]-?: Parameter<Exclude<Values[Name], undefined>> };

/** A route as the contract describes it: what an operation's input consists of, and who handles it. */
export type RouteDefinition<Input, Result> = {
  readonly method: string;
  /** As in the contract: "/orders/{orderId}". */
  readonly path: string;
  readonly operation: string;
  readonly handler: (input: Input, context: Context) => Result | Promise<Result>;
  /** The ways in, of which one is enough; absent: everyone is let in. */
  readonly security?: readonly SecurityRequirement[];
  /** A limit besides the service's own. */
  readonly rateLimit?: RateLimit;
  /** Media types of successful responses: clients that accept none of them get a 406. */
  readonly offers?: readonly string[];
  /** Shapes of errors by status ("400", "4XX", "default") where the contract does not describe the envelope. */
  readonly errors?: Readonly<Record<string, ErrorShape>>;
  /** Media types of responses by status ("200", "4XX", "default") where they are not just JSON. */
  readonly produces?: Readonly<Record<string, string>>;
} & {
  readonly [Place in Extract<keyof Input, ParameterPlace>]: Parameters<Input[Place]>;
} & ("body" extends keyof Input
    ? { readonly body: Body<Exclude<Input["body" & keyof Input], undefined>> }
    : unknown);

/** A route whose types have been checked and are not needed any more. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly security?: readonly SecurityRequirement[];
  readonly rateLimit?: RateLimit;
  readonly offers?: readonly string[];
  readonly errors?: Readonly<Record<string, ErrorShape>>;
  readonly produces?: Readonly<Record<string, string>>;
  readonly handler: (input: never, context: Context) => unknown;
  readonly body?: Body<unknown>;
  readonly params?: Readonly<Record<string, Parameter<unknown>>>;
  readonly query?: Readonly<Record<string, Parameter<unknown>>>;
  readonly headers?: Readonly<Record<string, Parameter<unknown>>>;
  readonly cookies?: Readonly<Record<string, Parameter<unknown>>>;
}

/** Ties a contract's operation to its handler; the compiler checks that they agree. */
export function route<Input, Result extends Reply>(definition: RouteDefinition<Input, Result>): Route {
  return definition as unknown as Route;
}

export interface RouterOptions {
  readonly dependencies: Dependencies;
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  readonly verifiers: Verifiers;
  /** Whether to compare what handlers answer with the contract: outside of production. */
  readonly checkResponses?: boolean;
}

/** The methods that a path answers, as \`Allow\` lists them. */
export function allowedMethods(group: readonly Route[]): string {
  const methods = group.map(({ method }) => method.toUpperCase());
  return [...new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].join(", ");
}

/** Routes with the same path save for the names of its parameters, the most specific path first. */
export function groupByPath(routes: readonly Route[]): readonly (readonly Route[])[] {
  const groups = new Map<string, Route[]>();
  for (const entry of routes) {
    const shape = entry.path.replace(/\\{[^{}]*\\}/g, "{}");
    groups.set(shape, [...(groups.get(shape) ?? []), entry]);
  }
  return [...groups].sort(([a], [b]) => compareSpecificity(a, b)).map(([, group]) => group);
}

/** Segment by segment, literal text comes before text with parameters, and both before a lone parameter. */
function compareSpecificity(a: string, b: string): number {
  const rankOf = (segment: string): number => (segment === "{}" ? 2 : segment.includes("{}") ? 1 : 0);
  const left = a.split("/").map(rankOf);
  const right = b.split("/").map(rankOf);
  // A path that ends where another goes on comes first: sorting needs an order of all of them.
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
`;
