/** How a migration tool marks its files and runs them. */
export interface MigrationTool {
  readonly name: string;
  /** Starts the part that goes forward; without one the file goes forward from its start. */
  readonly up?: RegExp;
  /** Starts the part that goes back. */
  readonly down?: RegExp;
  /**
   * "each": the tool wraps a file in a transaction. "several": it sends a file as one query, which Postgres runs as
   * a transaction when it holds several statements.
   */
  readonly transaction: "each" | "several";
  /** Turns the transaction off, anywhere in the file or section. */
  readonly noTransaction?: RegExp;
  /** What a person writes to turn it off; `place` tells where. */
  readonly noTransactionHint?: string;
  /** True when statements are still sent one by one without the transaction. */
  readonly sendsOneByOne?: boolean;
  /** Recognises a file by its path with forward slashes and by its text. */
  recognises(path: string, text: string): boolean;
}

export const migrationTools: readonly MigrationTool[] = [
  {
    name: "dbmate",
    up: /^--\s*migrate:up\b.*$/m,
    down: /^--\s*migrate:down\b.*$/m,
    transaction: "each",
    noTransaction: /^--\s*migrate:(?:up|down)\b.*\btransaction:\s*false/m,
    noTransactionHint: "write transaction:false behind -- migrate:up and keep one statement to the file",
    recognises: (_, text) => /^--\s*migrate:(?:up|down)\b/m.test(text),
  },
  {
    name: "goose",
    up: /^--\s*\+goose\s+Up\b.*$/im,
    down: /^--\s*\+goose\s+Down\b.*$/im,
    transaction: "each",
    noTransaction: /^--\s*\+goose\s+NO\s+TRANSACTION/im,
    noTransactionHint: "write -- +goose NO TRANSACTION at the top of the file",
    sendsOneByOne: true,
    recognises: (_, text) => /^--\s*\+goose\s+(?:Up|Down)\b/im.test(text),
  },
  {
    name: "node-pg-migrate",
    up: /^--\s*Up Migration.*$/im,
    down: /^--\s*Down Migration.*$/im,
    transaction: "each",
    noTransactionHint: "run it with --no-transaction, alone in its file",
    recognises: (_, text) => /^--\s*(?:Up|Down) Migration/im.test(text),
  },
  {
    name: "graphile-migrate",
    transaction: "each",
    noTransaction: /^--!\s*no-transaction\b/m,
    noTransactionHint: "write --! no-transaction at the top and keep one statement to the file",
    recognises: (path, text) =>
      /^--!\s*(?:Previous|Hash|Message|no-transaction)\b/m.test(text) ||
      /(?:^|\/)migrations\/(?:committed\/|current\.sql$|current\/)/.test(path),
  },
  {
    name: "Drizzle",
    transaction: "each",
    noTransactionHint: "run it outside of Drizzle, which has no way to leave its transaction",
    recognises: (path, text) =>
      /^\s*-->\s*statement-breakpoint/m.test(text) ||
      /(?:^|\/)drizzle\/(?:[^/]+\/)?\d{4}_[^/]+\.sql$/.test(path),
  },
  {
    name: "Prisma",
    transaction: "several",
    noTransactionHint: "keep it alone in its migration",
    recognises: (path) => /(?:^|\/)migrations\/\d{14}_[^/]+\/(?:migration|down)\.sql$/.test(path),
  },
  {
    name: "golang-migrate",
    transaction: "several",
    noTransactionHint: "keep it alone in its file",
    recognises: (path) => /(?:^|\/)\d+_[^/]+\.(?:up|down)\.sql$/.test(path),
  },
  {
    name: "Flyway",
    transaction: "each",
    noTransaction: /^--.*\bexecuteInTransaction\s*=\s*false/m,
    noTransactionHint: "keep it alone in its file, which Flyway then runs without a transaction",
    sendsOneByOne: true,
    recognises: (path) => /(?:^|\/)(?:[VUB]\d[\w.]*|R)__[^/]+\.sql$/.test(path),
  },
];

/** The tool that a file was written for; undefined when nothing tells. */
export function toolOf(path: string, text: string): MigrationTool | undefined {
  const slashed = path.replaceAll("\\", "/");
  return migrationTools.find((tool) => tool.recognises(slashed, text));
}
