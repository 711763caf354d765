import {
  requestFromSpec,
  type SpecRequest,
} from "../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import type {
  DraftLoadTestParams,
  DraftLoadTestResult,
  LoadResultSummary,
} from "../src/shared/lspProtocol.ts";
import { contractSource } from "./contractSource.ts";
import type { Documents } from "./documents.ts";

/** What the last load tests came to, as the client told; their lenses show it. */
export class LoadTests {
  #results: readonly LoadResultSummary[] = [];

  replace(results: readonly LoadResultSummary[]): void {
    this.#results = results;
  }

  of(uri: string): readonly LoadResultSummary[] {
    return this.#results.filter((result) => result.uri === uri);
  }
}

/**
 * Makes a request for an operation from what the editor shows. Credentials stand in it as `${NAME}`.
 * @throws UserError when no request can be made
 */
export async function draftLoadTest(
  { uri, operation }: DraftLoadTestParams,
  documents: Documents,
  signal: AbortSignal,
): Promise<DraftLoadTestResult> {
  const placeholders = new Placeholders();
  const options = { operation: operationName(operation), environment: placeholders.environment };
  const request = await requestFromSpec(contractSource(documents), uri, options, signal);
  const { method, url, headers = [], body } = request.template;
  return {
    method,
    url: placeholders.restore(url),
    headers: headers.map(([name, value]) => [name, placeholders.restore(value)] as const),
    ...(body && "text" in body && { body: body.text }),
    status: successes(request),
    notes: placeholders.notes,
  };
}

/** "/paths/~1orders/post" → "POST /orders". */
function operationName(pointer: string): string {
  const [, , path = "", method = ""] = pointer.split("/");
  return `${method.toUpperCase()} ${path.replaceAll("~1", "/").replaceAll("~0", "~")}`;
}

/** The codes of success that a description promises; "2XX" promises none in particular. */
function successes({ statuses }: SpecRequest): readonly number[] {
  return statuses.filter((status) => /^2\d\d$/.test(status)).map(Number);
}

/**
 * Stands in for the environment that credentials come from: every variable is there, and its value is its own
 * `${NAME}`. How a request spells a credential (escaped in an address, in base64) is undone afterwards.
 */
class Placeholders {
  readonly #names = new Set<string>();
  readonly environment: Readonly<Record<string, string>> = new Proxy(
    {},
    {
      get: (_, name) => {
        this.#names.add(String(name));
        return placeholderOf(String(name));
      },
    },
  );

  /** Sentences about credentials that have to be given in a spelling of their own. */
  readonly notes: string[] = [];

  restore(text: string): string {
    return [...this.#names].reduce((restored, name) => this.#restoreOne(restored, name), text);
  }

  #restoreOne(text: string, name: string): string {
    const placeholder = placeholderOf(name);
    const inBase64 = Buffer.from(placeholder).toString("base64");
    if (text.includes(inBase64)) this.notes.push(`Give ${name} as user:password in base64.`);
    return text.replaceAll(inBase64, placeholder).replaceAll(encodeURIComponent(placeholder), placeholder);
  }
}

function placeholderOf(name: string): string {
  return `\${${name}}`;
}
