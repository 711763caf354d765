import { UserError } from "../../../../shared/userError.ts";
import type { DataRow, Header, LoadTarget, RequestTemplate } from "../plan.ts";
import { createGenerator, type Generator, isGeneratorName, placeholder, type Share } from "./generators.ts";

/** A request whose columns are filled in; generated values are still placeholders. */
export interface FilledRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly Header[];
  readonly body: Buffer | undefined;
  readonly slots: readonly GeneratedSlot[];
}

/** A placeholder (the same wherever the same slot stands) and what makes its values. */
export interface GeneratedSlot {
  readonly placeholder: string;
  readonly generator: Generator;
}

const slotPattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Fills the requests of a target, one at a time, in the order in which they are sent. */
export interface RequestFiller {
  /** Different requests; they repeat after that. */
  readonly count: number;
  /** @throws UserError when a slot, a header or the URL is not valid */
  fill(index: number): FilledRequest;
}

export function createRequestFiller(target: LoadTarget, share: Share): RequestFiller {
  const { requests, rows = [] } = target;
  const generators = new Map<string, GeneratedSlot>();
  const slotFor = (name: string): GeneratedSlot | undefined => {
    if (!isGeneratorName(name)) return undefined;
    const known = generators.get(name);
    if (known) return known;
    const generator = createGenerator(name, share);
    const slot = { generator, placeholder: placeholder(generator.width) };
    generators.set(name, slot);
    return slot;
  };
  return {
    count: requests.length * Math.max(1, rows.length),
    fill(index) {
      const template = requests[index % requests.length] ?? requests[0];
      const row = rows[Math.floor(index / requests.length) % Math.max(1, rows.length)];
      return fillTemplate(template, row, slotFor);
    },
  };
}

function fillTemplate(
  template: RequestTemplate,
  row: DataRow | undefined,
  slotFor: (name: string) => GeneratedSlot | undefined,
): FilledRequest {
  const used = new Set<GeneratedSlot>();
  const fill = (text: string, escape: (value: string) => string) =>
    text.replace(slotPattern, (_, name: string) => {
      const slot = slotFor(name);
      if (slot) {
        used.add(slot);
        return slot.placeholder;
      }
      return escape(columnValue(row, name));
    });
  const headers = (template.headers ?? []).map(([name, value]): Header =>
    checkedHeader(
      name,
      fill(value, (text) => text),
    ),
  );
  const url = parseUrl(fill(template.url, encodeURIComponent));
  const body = fillBody(template, headers, fill);
  return { method: checkedMethod(template.method), url, headers, body, slots: [...used] };
}

function columnValue(row: DataRow | undefined, name: string): string {
  if (row && Object.hasOwn(row, name)) return row[name] ?? "";
  if (name.startsWith("$")) {
    throw new UserError(
      `There is no generated value {{${name}}}; use {{$uuid}}, {{$counter}}, {{$randomInt}} or {{$timestamp}}.`,
    );
  }
  throw new UserError(
    `A request uses {{${name}}}, which the data does not have; add a column of that name, or correct the request.`,
  );
}

function fillBody(
  { body }: RequestTemplate,
  headers: readonly Header[],
  fill: (text: string, escape: (value: string) => string) => string,
): Buffer | undefined {
  if (!body) return undefined;
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const json = type === undefined ? /^\s*[[{]/.test(body.text) : /\bjson\b/i.test(type);
  const escape = json ? (value: string) => JSON.stringify(value).slice(1, -1) : (value: string) => value;
  return Buffer.from(fill(body.text, escape), "utf8");
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UserError(
      `${text} is not an http or https URL; give one such as http://localhost:3000/orders.`,
    );
  }
  return url;
}

function checkedMethod(method: string): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) {
    throw new UserError(`${JSON.stringify(method)} is not a method of HTTP.`);
  }
  if (method.toUpperCase() === "CONNECT") {
    throw new UserError("CONNECT opens a tunnel instead of answering and cannot be load-tested.");
  }
  return method;
}

const computed = new Set(["content-length", "transfer-encoding", "connection", "upgrade", "expect"]);

function checkedHeader(name: string, value: string): Header {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
    throw new UserError(`${JSON.stringify(name)} is not a valid header name.`);
  }
  if (computed.has(name.toLowerCase())) {
    throw new UserError(`The header ${name} is set by the load engine; leave it out.`);
  }
  if (/[\r\n\0]/.test(value) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new UserError(`The value of the header ${name} contains characters that a header cannot carry.`);
  }
  return [name, value];
}
