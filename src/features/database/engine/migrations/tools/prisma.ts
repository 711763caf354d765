import { createHash, randomUUID } from "node:crypto";
import { runnerLines } from "../ownRunner.ts";
import { wholeFile } from "./markers.ts";
import type { MigrationTool } from "./migrationTool.ts";
import { commented, printed } from "./text.ts";

const pattern = /(?:^|\/)((\d+)_([^/]+))\/(?:migration|down)\.sql$/;

const directory = (path: string) => pattern.exec(path)?.[1] ?? path;

/** A folder a migration; the way down is a file next to it, which the tool runs with "db execute". */
export const prisma: MigrationTool = {
  name: "prisma",
  folder: "prisma/migrations",
  sendsWhole: true,
  recognises: ({ path }) => pattern.test(path) || /(?:^|\/)migration_lock\.toml$/.test(path),
  identify(path) {
    const [, , version, name] = pattern.exec(path) ?? [];
    return version === undefined || name === undefined ? undefined : { version, name };
  },
  sections: ({ path, text }) =>
    path.endsWith("/down.sql")
      ? { up: undefined, down: wholeFile(text) }
      : { up: wholeFile(text), down: undefined },
  downPath: (path) => path.replace(/migration\.sql$/, "down.sql"),
  write(draft) {
    const folder = `${draft.version}_${draft.name}`;
    return [
      { path: `${folder}/migration.sql`, text: `${commented(draft.header)}\n${printed(draft.up)}` },
      { path: `${folder}/down.sql`, text: `${commented(runnerLines(draft.header))}${printed(draft.down)}` },
    ];
  },
  history: {
    table: "_prisma_migrations",
    create: [
      `create table _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`,
    ],
    isApplied: ({ path }) => ({
      text: `select from _prisma_migrations
             where migration_name = $1 and finished_at is not null and rolled_back_at is null`,
      params: [directory(path)],
    }),
    record: ({ path, text }) => [
      {
        text: `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
               values ($1, $2, now(), $3, 1)`,
        params: [randomUUID(), createHash("sha256").update(text).digest("hex"), directory(path)],
      },
    ],
    forget: ({ path }) => [
      { text: "delete from _prisma_migrations where migration_name = $1", params: [directory(path)] },
    ],
  },
};
