import type { OutgoingOperation } from "../contract/outgoing.ts";
import type { NamedOperation, NamedOutgoing } from "../model/service.ts";
import { camelCase, kebabCase, pascalCase, words } from "./identifiers.ts";
import type { PinnedNames } from "./nameOperations.ts";
import { NameTable } from "./nameTable.ts";

const maxLength = 100;

/** Names webhooks and callbacks; what an earlier run called them stays. */
export function nameOutgoing(
  outgoing: readonly OutgoingOperation[],
  operations: readonly NamedOperation[],
  pinned: PinnedNames,
  types: NameTable,
): readonly NamedOutgoing[] {
  const values = new NameTable();
  const pins = new Map<string, string>();
  for (const { pointer } of outgoing) {
    const pin = pinned[pointer];
    if (pin !== undefined && /^[a-z][A-Za-z0-9]*$/.test(pin) && values.claim(pin)) pins.set(pointer, pin);
  }
  const owners = new Map(operations.map((operation) => [operation.pointer, operation]));
  const methods = new Map<string, number>();
  for (const { pointer } of outgoing) {
    const item = pathItem(pointer);
    methods.set(item, (methods.get(item) ?? 0) + 1);
  }
  return outgoing.map((sent) => {
    const owner = owners.get(sent.owner ?? "");
    const method = (methods.get(pathItem(sent.pointer)) ?? 0) > 1 ? ` ${sent.method}` : "";
    const wish = camelCase(`${owner?.name ?? ""} ${sent.title}${method}`).slice(0, maxLength) || sent.kind;
    const name = pins.get(sent.pointer) ?? values.allocate(wish, pascalCase(sent.kind));
    const typeName = types.allocate(
      name.charAt(0).toUpperCase() + name.slice(1) + pascalCase(sent.kind),
      "Request",
      (base) => ["Body", "Answer"].map((suffix) => base + suffix),
    );
    const group = kebabCase(sent.tag ?? words(sent.title)[0] ?? "");
    return { ...sent, name, typeName, folder: owner?.folder ?? (group === "" ? "webhooks" : group) };
  });
}

function pathItem(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}
