import { crc32 } from "node:zlib";
import { wholeFile } from "./markers.ts";
import type { DraftSection, FolderFile, HistoryEntry, MigrationTool } from "./migrationTool.ts";
import { commented, fileName, printed } from "./text.ts";

const pattern = /^[VU]([\d._]+?)__(.+)\.sql$/;

export const flyway: MigrationTool = {
  name: "flyway",
  folder: "src/main/resources/db/migration",
  sendsWhole: false,
  recognises: ({ path }) => pattern.test(fileName(path)),
  identify(path) {
    const [, version, name] = pattern.exec(fileName(path)) ?? [];
    return version === undefined || name === undefined
      ? undefined
      : { version: version.replaceAll("_", "."), name };
  },
  sections: ({ path, text }) =>
    fileName(path).startsWith("U")
      ? { up: undefined, down: wholeFile(text) }
      : { up: wholeFile(text), down: undefined },
  downPath: (path) => path.replace(/V([^/]*)$/, "U$1"),
  write(draft) {
    const base = `${draft.version}__${draft.name}.sql`;
    return [
      { path: `V${base}`, text: `${commented(draft.header)}${remark(draft.up)}\n${printed(draft.up)}` },
      ...configuration(`V${base}`, draft.up.transaction),
      { path: `U${base}`, text: `${remark(draft.down)}${printed(draft.down)}` },
      ...configuration(`U${base}`, draft.down.transaction),
    ];
  },
  history: {
    table: "flyway_schema_history",
    create: [
      `create table flyway_schema_history (
  installed_rank int not null constraint flyway_schema_history_pk primary key,
  version varchar(50),
  description varchar(200) not null,
  type varchar(20) not null,
  script varchar(1000) not null,
  checksum int,
  installed_by varchar(100) not null,
  installed_on timestamp not null default now(),
  execution_time int not null,
  success boolean not null
)`,
      "create index flyway_schema_history_s_idx on flyway_schema_history (success)",
    ],
    isApplied: ({ version }) => ({
      text: `select from (
               select type from flyway_schema_history
               where version = $1 and success order by installed_rank desc limit 1
             ) last where type <> 'UNDO_SQL'`,
      params: [version],
    }),
    record: (entry) => [inserted(entry, "SQL", flywayChecksum(entry.text))],
    forget: (entry) => [inserted(entry, "UNDO_SQL", null)],
  },
};

/** Whoever reads the file, people and linters, does not see what stands beside it. */
function remark({ transaction }: DraftSection): string {
  return transaction ? "" : "-- executeInTransaction=false, as its .conf says.\n";
}

/** It finds most statements that refuse a transaction by itself; this says so for all of them. */
function configuration(path: string, transaction: boolean): readonly FolderFile[] {
  return transaction ? [] : [{ path: `${path}.conf`, text: "executeInTransaction=false\n" }];
}

function inserted({ version, name, path }: HistoryEntry, type: string, checksum: number | null) {
  const script = fileName(path);
  return {
    text: `insert into flyway_schema_history
             (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
           select coalesce(max(installed_rank), 0) + 1, $1, $2, $3, $4, $5, current_user, 0, true
           from flyway_schema_history`,
    params: [version, name.replaceAll("_", " "), type, script, checksum],
  };
}

/** CRC-32 over the lines without their ends, as a signed 32-bit number: how the tool notices edited files. */
export function flywayChecksum(text: string): number {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  let sum = 0;
  for (const line of lines) sum = crc32(line, sum);
  return sum | 0;
}
