import { UserError } from "../../../../shared/userError.ts";
import type { Notes } from "../notes.ts";
import type { Dialect } from "./dialect.ts";
import type { Documents, Node } from "./documents.ts";
import { child, escapeToken, isReference, items, members, targetOf } from "./documents.ts";
import type { DynamicScope } from "./dynamicScope.ts";
import { DynamicScopes, dynamicName, emptyScope } from "./dynamicScope.ts";
import type { Discriminator, JsonType, NamedSchema, Schema } from "./schema.ts";
import { anything, nothing } from "./schema.ts";
import { isUnreadable, unreadableNote } from "./unreadableNames.ts";
import { isObject, isTrueAt, numberAt, stringAt, stringsAt, valueAt } from "./value.ts";

const jsonTypes: ReadonlySet<unknown> = new Set<JsonType>([
  "null",
  "boolean",
  "integer",
  "number",
  "string",
  "array",
  "object",
]);

/** Nesting that no hand-written schema reaches: what is deeper comes from YAML aliases that contain themselves. */
const maxDepth = 250;

/** Reads schemas of one dialect into the common form; named ones are kept by id and read once. */
export class SchemaReader {
  readonly #documents: Documents;
  readonly #dialect: Dialect;
  readonly #notes: Notes;
  readonly #named = new Map<string, NamedSchema>();
  readonly #pending: { readonly id: string; readonly node: Node; readonly scope: DynamicScope }[] = [];
  readonly #scopes: DynamicScopes;
  #scope: DynamicScope = emptyScope;
  #depth = 0;

  constructor(documents: Documents, dialect: Dialect, notes: Notes) {
    this.#documents = documents;
    this.#dialect = dialect;
    this.#notes = notes;
    this.#scopes = new DynamicScopes(documents);
  }

  /** Named schemas in the order of their first mention, complete once every schema has been read. */
  get named(): ReadonlyMap<string, NamedSchema> {
    return this.#named;
  }

  read(node: Node): Schema {
    this.#scope = emptyScope;
    const schema = this.#read(node);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      const named = this.#named.get(next.id);
      this.#scope = next.scope;
      if (named !== undefined) this.#named.set(next.id, { ...named, schema: this.#read(next.node) });
    }
    return schema;
  }

  #read(node: Node): Schema {
    if (node.value === false) return nothing;
    if (!isObject(node.value)) return anything;
    if (++this.#depth > maxDepth) {
      throw new UserError(
        `${this.#documents.nameOf(node)}: the schema contains itself; use a $ref for the inner one.`,
      );
    }
    const schema = isReference(node.value) ? this.#readReference(node) : this.#readKeywords(node);
    this.#depth--;
    return schema;
  }

  #readReference(node: Node): Schema {
    const ref = this.#name(this.#documents.resolve(node));
    // Before 3.1, everything next to a $ref is to be ignored.
    if (this.#dialect !== "3.1") return { ...anything, ref };
    const beside = this.#readKeywords(node);
    const dynamic = beside.ref === undefined ? [] : [{ ...anything, ref: beside.ref }];
    return { ...beside, allOf: [...beside.allOf, ...dynamic], ref };
  }

  /** Registers a named schema, to be read later: circular references end, and long chains need no stack. */
  #name(target: Node): string {
    const { uri, pointer } = target;
    const isDynamic = this.#documents.resources.hasDynamicReferences;
    const bindings = isDynamic ? this.#scopes.bindings(target, this.#scope) : [];
    const suffix = bindings.map(([name, node]) => escapeToken(` ${name} ${this.#shortName(node)}`)).join("");
    const id = schemaId(target) + suffix;
    if (!this.#named.has(id)) {
      this.#documents.follow(target);
      this.#named.set(id, { id, uri, pointer: pointer + suffix, schema: anything });
      const scope = isDynamic ? this.#scopes.inside(target, bindings) : emptyScope;
      this.#pending.push({ id, node: target, scope });
    }
    return id;
  }

  /** What a dynamic anchor stands for, in the name of a schema that depends on it. */
  #shortName(node: Node): string {
    return this.#documents.nameOf(node).replace(/\bcomponents\.schemas\.|\$defs\./g, "");
  }

  /** The schema that a `$dynamicRef` means where it is reached from; undefined, with a note, where that is not known. */
  #dynamicReference(node: Node): string | undefined {
    const ref = stringAt(node.value, "$dynamicRef");
    if (ref === undefined || this.#dialect !== "3.1") return undefined;
    try {
      const initial = this.#documents.resolve({ ...node, value: { $ref: ref } });
      const name = dynamicName(ref);
      const isDynamic = name !== undefined && stringAt(initial.value, "$dynamicAnchor") === name;
      return this.#name((isDynamic ? this.#scope.get(name) : undefined) ?? initial);
    } catch (error) {
      if (!UserError.is(error)) throw error;
      return undefined;
    }
  }

  #readKeywords(node: Node): Schema {
    const { value } = node;
    const dynamic = this.#dynamicReference(node);
    this.#noteUnsupported(node, dynamic !== undefined);
    return {
      ref: dynamic,
      description: stringAt(value, "description"),
      deprecated: isTrueAt(value, "deprecated"),
      readOnly: isTrueAt(value, "readOnly"),
      writeOnly: isTrueAt(value, "writeOnly"),
      default: valueAt(value, "default") === undefined ? undefined : { value: valueAt(value, "default") },
      never: false,
      nullable: this.#dialect !== "3.1" && (isTrueAt(value, "nullable") || isTrueAt(value, "x-nullable")),
      types: readTypes(value),
      enum: readEnum(value),
      ...this.#readObjectKeywords(node),
      ...this.#readArrayKeywords(node),
      ...readStringKeywords(value),
      ...readNumberKeywords(value),
      ...this.#readCombinations(node),
    };
  }

  #readObjectKeywords(node: Node) {
    const { value } = node;
    return {
      properties: this.#readProperties(node),
      required: [...new Set(stringsAt(value, "required"))].filter((name) => !isUnreadable(name)),
      additional: this.#optional(node, "additionalProperties"),
      patternProperties: this.#map(node, "patternProperties"),
      propertyNames: this.#optional(node, "propertyNames"),
      minProperties: numberAt(value, "minProperties"),
      maxProperties: numberAt(value, "maxProperties"),
      dependentRequired: new Map(
        members(child(node, "dependentRequired")).map(([key, { value: names }]) => [
          key,
          Array.isArray(names) ? names.filter((name) => typeof name === "string") : [],
        ]),
      ),
      dependentSchemas: this.#map(node, "dependentSchemas"),
      unevaluatedProperties: this.#optional(node, "unevaluatedProperties"),
    };
  }

  #readProperties(node: Node): ReadonlyMap<string, Schema> {
    const properties = [...this.#map(node, "properties")];
    const unreadable = properties.some(([name]) => isUnreadable(name));
    if (unreadable) this.#notes.add(unreadableNote, this.#documents.nameOf(node));
    return new Map(properties.filter(([name]) => !isUnreadable(name)));
  }

  #readArrayKeywords(node: Node) {
    const { value } = node;
    const isTuple = Array.isArray(valueAt(value, "items"));
    const prefix = isTuple ? "items" : "prefixItems";
    return {
      items: this.#optional(node, isTuple ? "additionalItems" : "items"),
      prefixItems: valueAt(value, prefix) === undefined ? undefined : this.#list(node, prefix),
      minItems: numberAt(value, "minItems"),
      maxItems: numberAt(value, "maxItems"),
      uniqueItems: isTrueAt(value, "uniqueItems"),
      contains: this.#optional(node, "contains"),
      minContains: numberAt(value, "minContains"),
      maxContains: numberAt(value, "maxContains"),
      unevaluatedItems: this.#optional(node, "unevaluatedItems"),
    };
  }

  #readCombinations(node: Node) {
    return {
      allOf: this.#list(node, "allOf"),
      anyOf: this.#list(node, "anyOf"),
      oneOf: this.#list(node, "oneOf"),
      not: this.#optional(node, "not"),
      if: this.#optional(node, "if"),
      then: this.#optional(node, "then"),
      else: this.#optional(node, "else"),
      discriminator: this.#readDiscriminator(node),
    };
  }

  /** A mapping may select alternatives only; those that it leaves out are selected by their names. */
  #readDiscriminator(node: Node): Discriminator | undefined {
    const property = stringAt(valueAt(node.value, "discriminator"), "propertyName");
    const alternatives = [...items(child(node, "oneOf")), ...items(child(node, "anyOf"))];
    if (property === undefined || alternatives.length === 0) return undefined;
    if (!alternatives.every(({ value }) => isReference(value))) return undefined;
    const mapping = new Map<string, string>();
    for (const alternative of alternatives) {
      const target = this.#documents.resolve(alternative);
      mapping.set(target.pointer.slice(target.pointer.lastIndexOf("/") + 1), this.#name(target));
    }
    const alternativeIds = new Set(mapping.values());
    const explicit = [...this.#readMapping(child(child(node, "discriminator"), "mapping"))].filter(([, id]) =>
      alternativeIds.has(id),
    );
    const mapped = new Set(explicit.map(([, id]) => id));
    const implicit = [...mapping].filter(([, id]) => !mapped.has(id));
    return { property, mapping: new Map([...explicit, ...implicit]) };
  }

  #readMapping(node: Node): ReadonlyMap<string, string> {
    const mapping = new Map<string, string>();
    for (const [value, member] of members(node)) {
      if (typeof member.value !== "string") continue;
      const isName =
        /^[\w.-]+$/.test(member.value) &&
        !member.value.includes("/") &&
        !/\.(ya?ml|json)$/.test(member.value);
      const $ref = isName ? `#/components/schemas/${member.value}` : member.value;
      if (!this.#documents.isLoaded(targetOf($ref, node.uri).uri)) continue;
      mapping.set(value, this.#name(this.#documents.resolve({ ...member, value: { $ref } })));
    }
    return mapping;
  }

  /** Keywords that constrain a value and that nothing here understands. */
  #noteUnsupported(node: Node, isResolved: boolean): void {
    for (const keyword of ["$dynamicRef", "$recursiveRef"] as const) {
      if (valueAt(node.value, keyword) === undefined || (keyword === "$dynamicRef" && isResolved)) continue;
      this.#notes.add(`${keyword} is not checked`, this.#documents.nameOf(node));
    }
  }

  #optional(node: Node, key: string): Schema | undefined {
    const member = child(node, key);
    return member.value === undefined ? undefined : this.#read(member);
  }

  #list(node: Node, key: string): readonly Schema[] {
    return items(child(node, key)).map((item) => this.#read(item));
  }

  #map(node: Node, key: string): ReadonlyMap<string, Schema> {
    return new Map(members(child(node, key)).map(([name, member]) => [name, this.#read(member)]));
  }
}

function schemaId({ uri, pointer }: Node): string {
  return `${uri}#${pointer}`;
}

function readTypes(value: unknown): readonly JsonType[] | undefined {
  const type = valueAt(value, "type");
  if (type === "file") return ["string"];
  const names = Array.isArray(type) ? type : [type];
  const known = names.filter((name): name is JsonType => jsonTypes.has(name));
  return known.length === 0 ? undefined : [...new Set(known)];
}

function readEnum(value: unknown): readonly unknown[] | undefined {
  const constant = valueAt(value, "const");
  if (constant !== undefined) return [constant];
  const values = valueAt(value, "enum");
  return Array.isArray(values) && values.length > 0 ? values : undefined;
}

function readStringKeywords(value: unknown) {
  const format = stringAt(value, "format");
  const isMedia =
    valueAt(value, "contentMediaType") !== undefined && stringAt(value, "contentEncoding") === undefined;
  return {
    minLength: numberAt(value, "minLength"),
    maxLength: numberAt(value, "maxLength"),
    pattern: stringAt(value, "pattern"),
    format,
    binary: format === "binary" || valueAt(value, "type") === "file" || isMedia,
  };
}

/** In 2.0 and 3.0, `exclusiveMinimum: true` turns `minimum` into an exclusive bound. */
function readNumberKeywords(value: unknown) {
  const minimum = numberAt(value, "minimum");
  const maximum = numberAt(value, "maximum");
  const aboveMinimum = isTrueAt(value, "exclusiveMinimum");
  const belowMaximum = isTrueAt(value, "exclusiveMaximum");
  return {
    minimum: aboveMinimum ? undefined : minimum,
    maximum: belowMaximum ? undefined : maximum,
    exclusiveMinimum: aboveMinimum ? minimum : numberAt(value, "exclusiveMinimum"),
    exclusiveMaximum: belowMaximum ? maximum : numberAt(value, "exclusiveMaximum"),
    multipleOf: numberAt(value, "multipleOf"),
  };
}
