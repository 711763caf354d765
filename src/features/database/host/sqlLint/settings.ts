import { type Uri, workspace } from "vscode";
import { severities as known, type Severity } from "../../engine/sqlLint/finding.ts";
import type { LintMigrationParams } from "../../protocol.ts";

/** How migrations of a folder are linted. */
export interface MigrationSettings extends Pick<LintMigrationParams, "server" | "severities"> {
  readonly enabled: boolean;
  /** Globs of files that are migrations although nothing in them tells. */
  readonly patterns: readonly string[];
  /** Id or name of a connection. */
  readonly connection: string;
}

const section = "seniorBackend.database";
const oldestSupported = { major: 14 };

/** Reads the settings for a document; what does not fit is taken as not set. */
export function migrationSettings(uri: Uri): MigrationSettings {
  const settings = workspace.getConfiguration(section, uri);
  return {
    enabled: settings.get<unknown>("lintMigrations") !== false,
    patterns: asList(settings.get<unknown>("migrations")).filter((pattern) => typeof pattern === "string"),
    server: serverOf(settings.get<unknown>("postgresVersion")),
    severities: severitiesOf(settings.get<unknown>("lintRules")),
    connection: asText(settings.get<unknown>("lintConnection")),
  };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function serverOf(value: unknown): MigrationSettings["server"] {
  const [, major, minor] = /^(\d{2})(?:\.(\d+))?$/.exec(asText(value)) ?? [];
  if (major === undefined) return oldestSupported;
  return { major: Number(major), ...(minor !== undefined && { minor: Number(minor) }) };
}

function severitiesOf(value: unknown): MigrationSettings["severities"] {
  if (typeof value !== "object" || value === null) return {};
  const allowed: readonly (Severity | "off")[] = [...known, "off"];
  return Object.fromEntries(
    Object.entries(value).flatMap(([code, wanted]) => {
      const severity = allowed.find((candidate) => candidate === wanted);
      return severity ? [[code, severity] as const] : [];
    }),
  );
}
