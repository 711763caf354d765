import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { diskFolder } from "../src/features/scaffold/engine/diskFolder.ts";
import { type Handler, readHandlers } from "../src/features/scaffold/engine/handlers.ts";
import { manifestPath } from "../src/features/scaffold/engine/merge/manifest.ts";
import type { HandlerSummary, OperationLocation } from "../src/shared/lspProtocol.ts";
import type { Documents } from "./documents.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";
import type { Workspace } from "./workspace.ts";

/** A scaffolded service of the workspace. */
interface Service {
  readonly folder: string;
  /** Path of its description. */
  readonly contract: string;
  readonly handlers: readonly Handler[];
  /** What its files were like before they were read. */
  readonly stamp: string;
}

/** How long (ms) what is known is not held against the disk again. */
const looksEvery = 1_000;

/** Ties the operations of descriptions to the handlers of the services that were scaffolded from them. */
export class Implementations {
  readonly #workspace: Workspace;
  readonly #documents: Documents;
  #services: Promise<readonly Service[]> | undefined;
  #lookedAt = 0;

  constructor(workspace: Workspace, documents: Documents) {
    this.#workspace = workspace;
    this.#documents = documents;
  }

  /** Tells whether a changed file can change what is implemented, and forgets what it knew if so. */
  filesChanged(uris: readonly string[]): boolean {
    const isTouched = uris.some((uri) => /\/\.senior-backend\/scaffold\.json$|\/src\/handlers\//.test(uri));
    if (isTouched) this.forget();
    return isTouched;
  }

  /** Reads handlers again at the next question. */
  forget(): void {
    this.#services = undefined;
  }

  /**
   * Holds what is known against the disk, at most once a second, and forgets it when it is no longer so: watchers miss
   * some of what happens in new folders and on other machines' disks.
   * @returns whether it was no longer so
   */
  async look(): Promise<boolean> {
    const known = this.#services;
    if (!known || Date.now() - this.#lookedAt < looksEvery) return false;
    this.#lookedAt = Date.now();
    const services = await known;
    const stamps = await Promise.all(services.map(({ folder }) => stampOf(folder)));
    if (known !== this.#services || services.every(({ stamp }, at) => stamp === stamps[at])) return false;
    this.forget();
    return true;
  }

  /** The handlers of a description's service, in no particular order. */
  async of(uri: string): Promise<readonly HandlerSummary[]> {
    const path = pathOfUri(uri);
    const services = await this.#all();
    return services.filter(({ contract }) => contract === path).flatMap(summaries);
  }

  /** Where the operation of a handler file stands; null when the file is no handler. */
  async operationOf(handlerUri: string): Promise<OperationLocation | null> {
    const path = pathOfUri(handlerUri);
    for (const { folder, contract, handlers } of await this.#all()) {
      const name = relative(folder, path).split(sep).join("/");
      const handler = handlers.find((candidate) => candidate.path === name);
      if (!handler) continue;
      const outline = await this.#documents.outlineAt(contract);
      const operation = outline?.operations.find(({ pointer }) => pointer === handler.pointer);
      const uri = this.#documents.uriOf(contract);
      return { uri, line: operation?.line ?? 0, pointer: handler.pointer };
    }
    return null;
  }

  async #all(): Promise<readonly Service[]> {
    this.#services ??= this.#read();
    return await this.#services;
  }

  async #read(): Promise<readonly Service[]> {
    const { signal } = new AbortController();
    const folders = await this.#workspace.serviceFolders(signal);
    const services = await Promise.all(folders.map((folder) => readService(folder, signal)));
    return services.filter((service) => service !== undefined);
  }
}

async function readService(folder: string, signal: AbortSignal): Promise<Service | undefined> {
  const stamp = await stampOf(folder);
  // A manifest that cannot be read is said when somebody scaffolds; lenses do without it.
  const table = await readHandlers(diskFolder(folder), signal).catch(() => undefined);
  return table && { folder, contract: resolve(folder, table.contractPath), handlers: table.handlers, stamp };
}

/** Tells the states of a service's manifest and handlers apart, by their names, times and sizes. */
async function stampOf(folder: string): Promise<string> {
  const handlers = join(folder, "src", "handlers");
  const names = await readdir(handlers, { recursive: true }).catch(() => []);
  const paths = [join(folder, manifestPath), ...names.map((name) => join(handlers, name))];
  const stamps = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs, size }) => `${path} ${mtimeMs} ${size}`,
        () => path,
      ),
    ),
  );
  return stamps.join("\n");
}

function summaries({ folder, handlers }: Service): HandlerSummary[] {
  return handlers.map(({ pointer, name, path, implemented }) => ({
    pointer,
    name,
    uri: uriOfPath(join(folder, path)),
    label: path.replace(/^src\/handlers\//, ""),
    implemented,
  }));
}
