/** The parsed documents of a contract: the root and every file that a `$ref` leads to. */
export interface ContractSource {
  /**
   * The value of a document (YAML or JSON, unsaved edits included).
   * @throws UserError with one sentence when it cannot be read or parsed.
   */
  load(uri: string, signal: AbortSignal): Promise<unknown>;
}

/** The folder that receives the service, read only: planning never writes. Paths are relative, with forward slashes. */
export interface TargetFolder {
  /** The text of a file, or undefined when there is none. */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Names directly inside the folder; empty when the folder does not exist. */
  list(signal: AbortSignal): Promise<readonly string[]>;
}
