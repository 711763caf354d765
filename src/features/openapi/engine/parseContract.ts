import { parseDocument } from "yaml";
import { UserError } from "../../../shared/userError.ts";
import { looksLikeJson, syntaxProblem, yamlOptions } from "./syntax.ts";

/** Aliases may repeat a part so often; beyond that a small text would fill the memory. */
const maxAliasCount = 10_000;

/**
 * The value of a description in YAML or JSON. Aliases and merge keys are resolved; duplicate keys keep the last
 * value, as every reader of such a document would.
 * @param name how the document is called in the sentence when it cannot be parsed.
 * @throws UserError that names the line.
 */
export function parseContract(text: string, name: string): unknown {
  if (looksLikeJson(text)) {
    try {
      return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
    } catch {
      // A flow mapping in YAML starts like JSON; what is neither fails below.
    }
  }
  return parseYaml(text, name);
}

function parseYaml(text: string, name: string): unknown {
  const document = parseDocument(text, yamlOptions);
  if (document.errors.length > 0) throw notParsed(text, name);
  try {
    return document.toJS({ maxAliasCount });
  } catch {
    throw new UserError(
      `${name} repeats its parts through aliases more than ${maxAliasCount} times; use $ref instead.`,
    );
  }
}

function notParsed(text: string, name: string): UserError {
  const problem = syntaxProblem(text);
  const place = problem ? `line ${problem.range.start.line + 1}: ${problem.message}` : "it is no YAML";
  return new UserError(`${name} cannot be parsed: ${place}.`);
}
