import { sectionsByMarkers } from "./markers.ts";
import type { MigrationTool } from "./migrationTool.ts";
import { commented, fileName, identifyBy, printed } from "./text.ts";

const up = /^--[ \t]*up[ \t]+migration\b.*$/im;
const down = /^--[ \t]*down[ \t]+migration\b.*$/im;

const nameOf = (path: string) => fileName(path).replace(/\.sql$/, "");

/** Its SQL files are always run in a transaction, unless it is started with --no-transaction. */
export const nodePgMigrate: MigrationTool = {
  name: "node-pg-migrate",
  folder: "migrations",
  sendsWhole: true,
  alwaysWraps: true,
  recognises: ({ text }) => up.test(text),
  identify: identifyBy(/^(\d+)[_-](.+)\.sql$/),
  sections({ text }) {
    const sections = sectionsByMarkers(text, { up, down, withoutTransaction: /no transaction/i });
    return sections;
  },
  write: (draft) => [
    {
      path: `${draft.version}_${draft.name}.sql`,
      text: `${commented(draft.header)}
-- Up Migration${draft.up.transaction ? "" : " (no transaction)"}
${printed(draft.up)}
-- Down Migration${draft.down.transaction ? "" : " (no transaction)"}
${printed(draft.down)}`,
    },
  ],
  history: {
    table: "pgmigrations",
    create: [
      "create table pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null)",
    ],
    isApplied: ({ path }) => ({ text: "select from pgmigrations where name = $1", params: [nameOf(path)] }),
    record: ({ path }) => [
      { text: "insert into pgmigrations (name, run_on) values ($1, now())", params: [nameOf(path)] },
    ],
    forget: ({ path }) => [{ text: "delete from pgmigrations where name = $1", params: [nameOf(path)] }],
  },
};
