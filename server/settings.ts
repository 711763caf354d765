import type { ClientCapabilities, Connection } from "vscode-languageserver/node";
import type { OpenApiSettings } from "../src/shared/lspProtocol.ts";

const defaults: OpenApiSettings = {
  lint: "onType",
  ruleset: "",
  lenses: true,
  maxFileSize: 25,
  lintMemory: 2048,
};

/** Settings per document: folders of one workspace may differ. */
export class Settings {
  readonly #connection: Connection;
  readonly #cache = new Map<string, Promise<OpenApiSettings>>();
  #supported = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialize(capabilities: ClientCapabilities): void {
    this.#supported = capabilities.workspace?.configuration === true;
  }

  /** Forgets what it knows: a setting changed. */
  reset(): void {
    this.#cache.clear();
  }

  async of(uri: string): Promise<OpenApiSettings> {
    if (!this.#supported) return defaults;
    const cached = this.#cache.get(uri) ?? this.#fetch(uri);
    this.#cache.set(uri, cached);
    return await cached;
  }

  async #fetch(uri: string): Promise<OpenApiSettings> {
    const settings = (await this.#connection.workspace.getConfiguration({
      scopeUri: uri,
      section: "seniorBackend.openapi",
    })) as Partial<OpenApiSettings> | null;
    return { ...defaults, ...settings };
  }
}
