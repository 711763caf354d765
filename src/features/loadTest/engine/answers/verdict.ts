/** What a check of a server's behaviour came to. */
export interface CheckResult {
  /** Short and stable, as in "429 answers arrive". */
  readonly check: string;
  /** note: worth knowing, not wrong; skipped: could not be checked, and the text says why. */
  readonly outcome: "ok" | "failed" | "note" | "skipped";
  /** One sentence with the evidence. */
  readonly text: string;
}
