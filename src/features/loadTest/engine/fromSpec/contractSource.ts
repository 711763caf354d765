/** The parsed documents of a description: the root and every file that a `$ref` leads to. */
export interface ContractSource {
  /**
   * The value of a document (YAML or JSON).
   * @throws UserError with one sentence when it cannot be read or parsed
   */
  load(uri: string, signal: AbortSignal): Promise<unknown>;
}
