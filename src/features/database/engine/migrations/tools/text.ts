import type { DraftSection } from "./migrationTool.ts";

/** Header lines as SQL comments. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => (line === "" ? "--\n" : `-- ${line}\n`)).join("");
}

/** Statements, each with its semicolon, with blank lines between them. */
export function printed({ statements }: DraftSection): string {
  return statements.map((statement) => `${terminated(statement)}\n`).join("\n");
}

export function terminated(statement: string): string {
  const trimmed = statement.trimEnd();
  return trimmed.endsWith(";") ? trimmed : `${trimmed};`;
}

/** The part of a path after its last slash. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Version and name by a pattern with two groups on the file's name. */
export function identifyBy(pattern: RegExp) {
  return (path: string): { readonly version: string; readonly name: string } | undefined => {
    const [, version, name] = pattern.exec(fileName(path)) ?? [];
    return version === undefined || name === undefined ? undefined : { version, name };
  };
}
