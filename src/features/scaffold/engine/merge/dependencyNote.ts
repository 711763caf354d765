import { isObject, valueAt } from "../contract/value.ts";

/** What a `package.json` of one's own lacks to run the service: "zod@4.6.7"; empty when it lacks nothing. */
export function missingDependencies(
  packageText: string,
  wanted: Readonly<Record<string, string>>,
): readonly string[] {
  const manifest = parse(packageText);
  const present = ["dependencies", "devDependencies", "peerDependencies"].flatMap((key) => {
    const group = valueAt(manifest, key);
    return isObject(group) ? Object.keys(group) : [];
  });
  return Object.entries(wanted)
    .filter(([name]) => !present.includes(name))
    .map(([name, version]) => `${name}@${version}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
