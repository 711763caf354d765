import { contractVersion } from "./recognise.ts";

/** Reads a document, unsaved edits included; undefined when there is none. */
export type ReadText = (uri: string, signal: AbortSignal) => Promise<string | undefined>;

const fileOfRef = /["']?\$ref["']?\s*:\s*(?:"([^"#]+)|'([^'#]+)|([^\s"'#,}]+))/g;
/** Discriminator mappings name files too: `cat: ./cat.yaml`. */
const fileOfMapping = /:\s*["']?(?!\/\/)([\w./~%-]+\.(?:ya?ml|json))(?:["'#\s]|$)/g;

/**
 * Tells whether one of the candidate documents is an OpenAPI description that leads to the fragment through
 * `$ref`s. Texts are searched, not parsed, so unrelated files cost a read each and half-typed ones are no trouble.
 */
export async function isReachedFromContract(
  fragmentUri: string,
  candidates: readonly string[],
  readText: ReadText,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = comparableUri(fragmentUri);
  for (const candidate of candidates) {
    const text = await readText(candidate, signal);
    if (text === undefined || contractVersion(text) === undefined) continue;
    const reached = await reachableFiles(candidate, readText, signal, wanted);
    if (reached.has(wanted)) return true;
  }
  return false;
}

/**
 * The files that a description reaches through `$ref`s, itself included, as comparable URIs.
 * Stops early once `until` is reached.
 */
export async function reachableFiles(
  rootUri: string,
  readText: ReadText,
  signal: AbortSignal,
  until?: string,
): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  const queue = [rootUri];
  for (let uri = queue.pop(); uri !== undefined; uri = queue.pop()) {
    signal.throwIfAborted();
    const key = comparableUri(uri);
    if (reached.has(key)) continue;
    reached.add(key);
    if (key === until) break;
    const text = await readText(uri, signal);
    if (text !== undefined) queue.push(...referencedFiles(text, uri));
  }
  return reached;
}

/** URIs of the files that a text refers to, resolved against its own URI. Remote references are left out. */
export function referencedFiles(text: string, uri: string): readonly string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(fileOfRef)) names.add(match[1] ?? match[2] ?? match[3] ?? "");
  for (const match of text.matchAll(fileOfMapping)) names.add(match[1] ?? "");
  return [...names].flatMap((name) => resolveFile(name, uri) ?? []);
}

function resolveFile(reference: string, base: string): string | undefined {
  if (!URL.canParse(reference, base)) return undefined;
  const resolved = new URL(reference, base);
  return resolved.protocol === "http:" || resolved.protocol === "https:" ? undefined : resolved.href;
}

/** One spelling for a URI however its sender escaped it (`c%3A`, `%20`, `é`), for comparison only. */
export function comparableUri(uri: string): string {
  const href = URL.canParse(uri) ? new URL(uri).href : uri;
  try {
    return decodeURIComponent(href).replace(/^file:\/\/\/([A-Z]):/, (drive) => drive.toLowerCase());
  } catch {
    // A stray "%" is legal in a file name that nobody escaped.
    return href;
  }
}
