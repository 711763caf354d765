/** `src/api/generated/outgoing.ts`, without its header: requests that the service sends, and what is answered to them. */
export const outgoingSource = `import { problemOf } from "./responseCheck.ts";

/** A request that the service sends, ready to be signed: its body is to the byte what goes over the wire. */
export interface OutgoingRequest<Answer> {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** What the body spells. */
  readonly value: unknown;
  /** Of the type alone: what its receiver answers. */
  readonly answer?: Answer;
}

interface Content {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Makes the function that turns what is to be sent into a request. @param type media type of the body */
export function outgoing<Sent extends object, Answer>(
  name: string,
  method: string,
  type?: string,
): (url: string | URL, sent: Sent) => OutgoingRequest<Answer> {
  return (url, sent) => {
    const { query = {}, headers = {}, body } = sent as Content;
    const target = new URL(url);
    for (const [key, value] of present(query)) target.searchParams.append(key, value);
    return {
      name,
      method,
      url: target.href,
      headers: {
        ...Object.fromEntries(present(headers).map(([key, value]) => [key.toLowerCase(), value])),
        ...(type !== undefined && body !== undefined && { "content-type": type }),
      },
      body: body === undefined ? undefined : spelled(body, type),
      value: body,
    };
  };
}

function present(values: Readonly<Record<string, unknown>>): [name: string, text: string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : String(value)]],
  );
}

function spelled(body: unknown, type = ""): string | Uint8Array {
  if (isJson(type)) return JSON.stringify(body);
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  const fields = Object.entries(body as Readonly<Record<string, unknown>>).filter(([, value]) => value !== undefined);
  const texts = fields.map(([name, value]): [string, string] => [
    name,
    typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
  return new URLSearchParams(texts).toString();
}

function isJson(type: string): boolean {
  return /^application\\/(?:json|[\\w.-]+\\+json)\\b/i.test(type);
}

/** Compares a request's body with the contract. @throws an error that says what is wrong with it */
export async function checkOutgoing({ name, value }: OutgoingRequest<unknown>): Promise<void> {
  const { body } = await schemasOf(name);
  const problem = body === null ? undefined : await problemOf(body, value);
  if (problem !== undefined) throw new Error(\`\${name} is not what the contract describes: \${problem}.\`);
}

/**
 * Reads what a receiver answered; it comes from outside, so it is held against the contract.
 * @throws an error when the contract does not declare the status or describes another body
 */
export async function readAnswer<Answer>(
  { name }: OutgoingRequest<Answer>,
  response: Response,
): Promise<Answer> {
  const { answers } = await schemasOf(name);
  const { status } = response;
  const key = [String(status), \`\${Math.floor(status / 100)}XX\`, "default"].find((known) => known in answers);
  const isDeclared = key !== undefined || Object.keys(answers).length === 0;
  const text = await limitedText(response);
  if (!isDeclared) throw new Error(\`\${name} was answered with \${status}, which the contract does not declare.\`);
  const byType = key === undefined ? null : answers[key];
  if (byType === null || byType === undefined) return { status } as Answer;
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const body = parsed(text);
  const problem = await problemOf(byType[type] ?? Object.values(byType)[0], body);
  if (problem !== undefined)
    throw new Error(\`\${name} was answered with a body that the contract does not describe: \${problem}.\`);
  return { status, body } as Answer;
}

interface Schemas {
  readonly body: unknown;
  readonly answers: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

async function schemasOf(name: string): Promise<Schemas> {
  const { outgoingSchemas } = await import("./responseSchemas.ts");
  return outgoingSchemas[name] as Schemas;
}

const longestAnswer = 1024 * 1024;

/** What a receiver sends is its own choice: no more of it is kept than this. */
async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) throw new Error("The answer is too long.");
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
`;
