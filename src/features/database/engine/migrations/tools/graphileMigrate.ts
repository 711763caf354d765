import { wholeFile } from "./markers.ts";
import type { MigrationTool } from "./migrationTool.ts";
import { commented, fileName, identifyBy, printed } from "./text.ts";

const withoutTransaction = /^--![ \t]*no-transaction\b/im;
const committed = identifyBy(/^(\d{6})(?:-(.+))?\.sql$/);

/** Goes forward only: what is written is the current migration, which the tool itself commits and numbers. */
export const graphileMigrate: MigrationTool = {
  name: "graphile-migrate",
  folder: "migrations",
  sendsWhole: true,
  recognises: ({ path, text }) =>
    (fileName(path) === "current.sql" && path.includes("migrations/")) || /^--! Previous: /m.test(text),
  identify: (path) =>
    fileName(path) === "current.sql" ? { version: "current", name: "current" } : committed(path),
  sections: ({ text }) => ({ up: wholeFile(text, !withoutTransaction.test(text)), down: undefined }),
  write: (draft) => [
    {
      path: "current.sql",
      text: `${draft.up.transaction ? "" : "--! no-transaction\n"}${commented(draft.header)}\n${printed(draft.up)}`,
    },
  ],
  history: undefined,
};
