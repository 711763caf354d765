/** The lines of a text that are asked for; a long text is never split into all of them. */
export interface Lines {
  /** The text of a line, from 0, without its end and without a BOM; "" beyond the last one. */
  at(line: number): string;
  /** Line of the key that says the version, where findings about the document as a whole are shown. */
  readonly versionLine: number;
}
