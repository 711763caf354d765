/** Where a verb runs: its streams, and a signal that fires on Ctrl+C. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly signal: AbortSignal;
}

/** 0: fine, 1: findings or failed expectations, 2: wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

export interface Verb {
  readonly usage: string;
  readonly summary: string;
  /** What `--help` says below the usage. */
  readonly details?: string;
  /** @throws UserError (exit code 2) with one sentence for standard error. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
