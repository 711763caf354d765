import { createHash } from "node:crypto";
import { wholeFile } from "./markers.ts";
import type { FolderFile, HistoryEntry, MigrationTool } from "./migrationTool.ts";
import { commented, identifyBy, terminated } from "./text.ts";

const journalPath = "meta/_journal.json";

interface Journal {
  readonly version: string;
  readonly dialect: string;
  readonly entries: readonly { readonly idx: number; readonly tag: string }[];
}

const hashOf = ({ text }: HistoryEntry) => createHash("sha256").update(text).digest("hex");

/** Goes forward only, in transactions only; a journal lists the files. */
export const drizzle: MigrationTool = {
  name: "drizzle",
  folder: "drizzle",
  sendsWhole: true,
  alwaysWraps: true,
  recognises: ({ path, text }) => path.endsWith(journalPath) || /^--> statement-breakpoint/m.test(text),
  identify: identifyBy(/^(\d+)_(.+)\.sql$/),
  sections: ({ text }) => ({ up: wholeFile(text), down: undefined }),
  write(draft, existing) {
    const journal = readJournal(existing);
    const index = journal.entries.length;
    const tag = `${String(index).padStart(4, "0")}_${draft.name}`;
    const entry = {
      idx: index,
      version: journal.version,
      when: millisecondsOf(draft.version),
      tag,
      breakpoints: true,
    };
    return [
      {
        path: `${tag}.sql`,
        text: `${commented(draft.header)}${draft.up.statements.map(terminated).join("\n--> statement-breakpoint\n")}\n`,
      },
      {
        path: journalPath,
        text: `${JSON.stringify({ ...journal, entries: [...journal.entries, entry] }, null, 2)}\n`,
      },
    ];
  },
  history: {
    table: "drizzle.__drizzle_migrations",
    create: [
      "create schema if not exists drizzle",
      "create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)",
    ],
    isApplied: (entry) => ({
      text: "select from drizzle.__drizzle_migrations where hash = $1",
      params: [hashOf(entry)],
    }),
    record: (entry) => [
      {
        text: `insert into drizzle.__drizzle_migrations (hash, created_at)
               values ($1, (extract(epoch from clock_timestamp()) * 1000)::bigint)`,
        params: [hashOf(entry)],
      },
    ],
    forget: (entry) => [
      { text: "delete from drizzle.__drizzle_migrations where hash = $1", params: [hashOf(entry)] },
    ],
  },
};

function readJournal(existing: readonly FolderFile[]): Journal {
  const empty: Journal = { version: "7", dialect: "postgresql", entries: [] };
  const text = existing.find(({ path }) => path.endsWith(journalPath))?.text;
  if (text === undefined) return empty;
  const read = JSON.parse(text) as Partial<Journal>;
  return { ...empty, ...read, entries: Array.isArray(read.entries) ? read.entries : [] };
}

/** 20261122195100 as the milliseconds that the journal counts in. */
function millisecondsOf(version: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(version)?.map(Number) ?? [];
  if (year === undefined || month === undefined) return 0;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
