import type { SecurityScheme } from "../contract/security.ts";
import { camelCase, kebabCase, pascalCase } from "./identifiers.ts";
import { NameTable } from "./nameTable.ts";

/** A security scheme with its place in the service. */
export interface NamedSecurityScheme extends SecurityScheme {
  /** First part of an identifier: "BearerAuth" in "createBearerAuth". */
  readonly typeName: string;
  /** File in `src/security` without its ending: "bearer-auth". */
  readonly file: string;
  /** Variable of the environment that holds its keys or users: "API_KEYS", or "PARTNER_KEY_KEYS" of several. */
  readonly setting: string;
}

/** Names the files of security schemes after them; what an earlier run chose stays. */
export function nameSecuritySchemes(
  schemes: readonly SecurityScheme[],
  pinned: Readonly<Record<string, string>>,
): readonly NamedSecurityScheme[] {
  const table = new NameTable();
  // The module with what bearer tokens have in common.
  table.claim("jwt");
  const pins = new Map<string, string>();
  for (const { name } of schemes) {
    const pin = pinned[securityKey(name)];
    if (pin !== undefined && /^[a-z0-9-]+$/.test(pin) && table.claim(pin, ...derived(pin)))
      pins.set(name, pin);
  }
  return schemes.map((scheme) => {
    const wish = kebabCase(scheme.name) || "scheme";
    const file = pins.get(scheme.name) ?? table.allocate(wish, "-scheme", derived);
    return { ...scheme, file, typeName: pascalCase(file), setting: settingOf(scheme, schemes) };
  });
}

function derived(file: string): readonly string[] {
  return [`create${pascalCase(file)}`];
}

/** Key of a scheme's file name in the manifest. */
export function securityKey(name: string): string {
  return `/security/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const settings = { apiKey: "API_KEYS", basic: "BASIC_USERS" } as const;

function settingOf({ name, scheme }: SecurityScheme, all: readonly SecurityScheme[]): string {
  if (scheme.kind !== "apiKey" && scheme.kind !== "basic") return "";
  const common = settings[scheme.kind];
  const isOnly = all.filter((other) => other.scheme.kind === scheme.kind).length === 1;
  const own = kebabCase(camelCase(name)).replaceAll("-", "_").toUpperCase();
  return isOnly || own === "" ? common : `${own}_${common.slice(common.indexOf("_") + 1)}`;
}
