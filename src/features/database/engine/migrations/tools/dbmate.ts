import { sectionsByMarkers } from "./markers.ts";
import type { DraftSection, MigrationTool } from "./migrationTool.ts";
import { commented, identifyBy, printed } from "./text.ts";

const up = /^--[ \t]*migrate:up\b.*$/im;
const down = /^--[ \t]*migrate:down\b.*$/im;

export const dbmate: MigrationTool = {
  name: "dbmate",
  folder: "db/migrations",
  sendsWhole: true,
  recognises: ({ text }) => up.test(text),
  identify: identifyBy(/^(\d+)_(.+)\.sql$/),
  sections: ({ text }) => sectionsByMarkers(text, { up, down, withoutTransaction: /transaction:false/i }),
  write: (draft) => [
    {
      path: `${draft.version}_${draft.name}.sql`,
      text: `${commented(draft.header)}
-- migrate:up${option(draft.up)}
${printed(draft.up)}
-- migrate:down${option(draft.down)}
${printed(draft.down)}`,
    },
  ],
  history: {
    table: "schema_migrations",
    create: ["create table schema_migrations (version varchar(128) primary key)"],
    isApplied: ({ version }) => ({
      text: "select from schema_migrations where version = $1",
      params: [version],
    }),
    record: ({ version }) => [
      { text: "insert into schema_migrations (version) values ($1)", params: [version] },
    ],
    forget: ({ version }) => [
      { text: "delete from schema_migrations where version = $1", params: [version] },
    ],
  },
};

function option({ transaction }: DraftSection): string {
  return transaction ? "" : " transaction:false";
}
