import type { PrivilegeRow } from "../family.ts";
import type { Firing, Grant, Privileges } from "../model.ts";

const none: Privileges = { granted: [], revoked: [] };

export function privileges(rows: readonly PrivilegeRow[] | null): Privileges {
  if (rows === null || rows.length === 0) return none;
  const signed = (wanted: string): Grant[] =>
    rows
      .filter(([sign]) => sign === wanted)
      .map(([, grantee, privilege, grantable]) => ({ grantee, privilege, grantable }));
  return { granted: signed("+"), revoked: signed("-") };
}

export const firings = {
  O: "origin",
  D: "disabled",
  R: "replica",
  A: "always",
} as const satisfies Record<string, Firing>;
