import { runnerLines } from "../ownRunner.ts";
import { wholeFile } from "./markers.ts";
import type { DraftSection, MigrationTool } from "./migrationTool.ts";
import { commented, fileName, identifyBy, printed } from "./text.ts";

/** Pairs of files; each is sent as one string, so that one statement alone is outside a transaction. */
export const golangMigrate: MigrationTool = {
  name: "golang-migrate",
  folder: "migrations",
  sendsWhole: true,
  recognises: ({ path }) => /^\d+_.+\.(?:up|down)\.sql$/.test(fileName(path)),
  identify: identifyBy(/^(\d+)_(.+)\.(?:up|down)\.sql$/),
  sections: ({ path, text }) =>
    path.endsWith(".down.sql")
      ? { up: undefined, down: wholeFile(text) }
      : { up: wholeFile(text), down: undefined },
  downPath: (path) => path.replace(/\.up\.sql$/, ".down.sql"),
  write(draft) {
    const base = `${draft.version}_${draft.name}`;
    return [
      { path: `${base}.up.sql`, text: `${commented(draft.header)}\n${wrapped(draft.up)}` },
      { path: `${base}.down.sql`, text: `${commented(runnerLines(draft.header))}${wrapped(draft.down)}` },
    ];
  },
  history: {
    table: "schema_migrations",
    create: ["create table schema_migrations (version bigint not null primary key, dirty boolean not null)"],
    isApplied: ({ version }) => ({
      text: "select from schema_migrations where version >= $1 and not dirty",
      params: [version],
    }),
    record: ({ version }) => [
      { text: "delete from schema_migrations", params: [] },
      { text: "insert into schema_migrations (version, dirty) values ($1, false)", params: [version] },
    ],
    forget: ({ version }) => [
      { text: "delete from schema_migrations where version = $1", params: [version] },
    ],
  },
};

function wrapped(section: DraftSection): string {
  const body = printed(section);
  return section.transaction && section.statements.length > 1 ? `begin;\n\n${body}\ncommit;\n` : body;
}
