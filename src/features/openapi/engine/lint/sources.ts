/** Reads a referenced file; throws when there is none. */
export type ReadFile = (path: string) => Promise<string>;

/** The name that Spectral knows a document by: its path, with what would end a URI's path escaped. */
export function sourceName(path: string): string {
  return path.replace(/[#?%]/g, encodeURIComponent);
}

/**
 * Spectral names documents by URI-like strings in which "#" and "?" end the path. Folders may have such names, so
 * documents go in escaped and come out as the paths that they are.
 */
export class Sources {
  readonly root: string;
  readonly #paths = new Map<string, string>();
  /** Paths that were asked for, those of files that are not there yet too. */
  readonly #asked = new Set<string>();
  readonly #rootPath: string;
  readonly #readFile: ReadFile;

  constructor(rootPath: string, readFile: ReadFile) {
    this.#rootPath = rootPath;
    this.#readFile = readFile;
    this.root = sourceName(rootPath);
  }

  /**
   * Reads a source as it is named, else with its escapes undone (`%20` in a `$ref`, "#" in a folder's name). References
   * are followed on this machine only.
   * @throws Error that says what to do, when there is none.
   */
  async read(source: string): Promise<string> {
    if (/^https?:/i.test(source))
      throw new Error(`'${source}' is not fetched: save a copy next to the document and refer to that`);
    const decoded = decode(source);
    try {
      return await this.#readAs(source, source);
    } catch (error) {
      if (decoded === source) throw notRead(decoded, error);
    }
    return await this.#readAs(source, decoded).catch((error: unknown) => {
      throw notRead(decoded, error);
    });
  }

  /** Reads a source, or says why that cannot be done or is of no use. */
  async find(source: string): Promise<{ readonly text: string } | { readonly problem: string }> {
    try {
      const text = await this.read(source);
      return /^[ \t]*[^\s#]/m.test(text)
        ? { text }
        : { problem: `'${this.pathOf(source)}' is empty: write what is referred to, or correct the $ref` };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  pathOf(source: string | undefined): string {
    return source === undefined ? this.#rootPath : (this.#paths.get(source) ?? this.#rootPath);
  }

  files(): readonly string[] {
    return [...this.#asked];
  }

  async #readAs(source: string, path: string): Promise<string> {
    this.#asked.add(path);
    const text = await this.#readFile(path);
    this.#paths.set(source, path);
    return text;
  }
}

/** Undoes the escapes of a source, if they are any. */
export function decode(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

function notRead(path: string, cause: unknown): Error {
  return new Error(`'${path}' cannot be read: create the file or correct the $ref`, { cause });
}
