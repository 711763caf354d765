import { printValue } from "./print.ts";
import { Inexpressible } from "./inexpressible.ts";

/** What a message template may name. */
export interface MessageValues {
  readonly property: string;
  readonly error: string;
  readonly path: string;
  readonly description: string | null;
  readonly value: unknown;
}

const messageNames: ReadonlySet<string> = new Set(["property", "error", "path", "description", "value"]);

/** Fills `{{name}}` and `#{{print("name")}}` in a message. */
export function fillMessage(template: string, values: MessageValues): string {
  if (!template.includes("{{")) return template;
  return template.replace(/#?\{\{([^}\n]+)\}\}/g, (match: string, name: string) => {
    if (match.startsWith("#")) return fillCall(name.trim(), values);
    return messageNames.has(name) ? String(values[name as keyof MessageValues]) : inherited(name);
  });
}

function inherited(name: string): string {
  if (name in Object.prototype) throw new Inexpressible(`A message names "${name}".`);
  return "";
}

/** Other expressions are evaluated by a library of Spectral's. */
function fillCall(expression: string, values: MessageValues): string {
  switch (/^print\((["'])(\w+)\1\)$/.exec(expression)?.[2] ?? "") {
    case "property":
      return values.property === "" ? "The document " : `"${values.property}" property `;
    case "value":
      return printValue(values.value);
    default:
      throw new Inexpressible(`A message asks for ${expression}.`);
  }
}
