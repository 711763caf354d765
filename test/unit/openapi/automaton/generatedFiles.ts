import { posix } from "node:path";
import * as fc from "fast-check";
import { stringify } from "yaml";
import type { Description } from "./compare.ts";
import { generatedDescription } from "./generatedDescription.ts";

type Value = ReturnType<typeof generatedDescription.generate>["value"];

interface Place {
  readonly file: string;
  /** Keys in the file. */
  readonly path: readonly string[];
}

const root = "/specs/openapi.yaml";
const shared = ["/specs/shared.yaml", "/specs/more/shared.json", "/specs/more/other.yaml"];

/** Where each component and path item goes: stays, goes to a file with others, or to one of its own. */
const placement = fc.array(fc.nat(4), { minLength: 20, maxLength: 20 });

/** Descriptions whose components and path items are in several files, with references from anywhere to anywhere. */
export const generatedFiles: fc.Arbitrary<Description> = fc
  .tuple(generatedDescription, placement)
  .map(([value, numbers]) => inFiles(withPlainNames(value), numbers));

/** spectral-core places what is behind other names now here, now there. */
function withPlainNames(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(/a b|\{x\}|x\+y/g, "ab")) as Value;
}

function inFiles(value: Value, numbers: readonly number[]): Description {
  const places = new Map<string, Place>();
  let count = 0;
  const place = (section: string, name: string): void => {
    const number = numbers[count++ % numbers.length] ?? 0;
    if (number === 0) return;
    // spectral-core does not look for references behind names that pointers escape.
    const file = /^[\w./]+$/.test(name) ? shared[number - 1] : undefined;
    places.set(
      `${section}/${name}`,
      file ? { file, path: [section, name] } : { file: `/specs/parts/${count}.yaml`, path: [] },
    );
  };
  for (const [section, components] of Object.entries(value.components))
    for (const name of Object.keys(components)) place(section, name);
  for (const name of Object.keys(value.paths)) place("paths", name);

  const contents = new Map<string, unknown>();
  const put = ({ file, path }: Place, content: unknown): void => {
    const [section, name] = path;
    if (section === undefined || name === undefined) {
      contents.set(file, content);
      return;
    }
    const whole = (contents.get(file) ?? {}) as Record<string, Record<string, unknown>>;
    contents.set(file, { ...whole, [section]: { ...whole[section], [name]: content } });
  };
  const components: Record<string, Record<string, unknown>> = {};
  for (const [section, all] of Object.entries(value.components)) {
    const here: Record<string, unknown> = (components[section] = {});
    for (const [name, content] of Object.entries(all)) {
      const moved = places.get(`${section}/${name}`);
      if (moved) put(moved, rewritten(content, moved.file, places));
      else here[name] = rewritten(content, root, places);
    }
  }
  const paths: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value.paths)) {
    const moved = places.get(`paths/${name}`);
    if (moved) put(moved, rewritten(content, moved.file, places));
    paths[name] = moved ? { $ref: refTo(moved, root) } : rewritten(content, root, places);
  }
  const text = print(root, { ...value, paths, components });
  return {
    path: root,
    text,
    files: Object.fromEntries([...contents].map(([file, all]) => [file, print(file, all)])),
  };
}

function rewritten(value: unknown, from: string, places: ReadonlyMap<string, Place>): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, from, places));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== "$ref" || typeof item !== "string") return [key, rewritten(item, from, places)];
      const [, , section = "", name = ""] = item.split("/");
      const path = ["components", section, name.replaceAll("~1", "/")];
      const place = places.get(path.slice(1).join("/")) ?? { file: root, path };
      return [key, refTo(place, from)];
    }),
  );
}

function refTo({ file, path }: Place, from: string): string {
  const pointer = path.map((part) => `/${part.replaceAll("/", "~1")}`).join("");
  if (file === from && pointer !== "") return `#${pointer}`;
  return `${posix.relative(posix.dirname(from), file)}${pointer === "" ? "" : `#${pointer}`}`;
}

function print(file: string, value: unknown): string {
  return file.endsWith(".json")
    ? `${JSON.stringify(value, null, 2)}\n`
    : stringify(value, { aliasDuplicateObjects: false });
}

/** Tells whether files lead back to each other. */
export function goInCircles({ path, text, files = {} }: Description): boolean {
  const texts = new Map(Object.entries({ ...files, [path]: text }));
  const next = (file: string): readonly string[] =>
    [...(texts.get(file) ?? "").matchAll(/\$ref"?: "?([^#"\s]+\.(?:yaml|json))/g)].map(([, target = ""]) =>
      posix.join(posix.dirname(file), target),
    );
  const leads = (file: string, way: readonly string[]): boolean =>
    way.includes(file) || next(file).some((other) => leads(other, [...way, file]));
  return leads(path, []);
}
