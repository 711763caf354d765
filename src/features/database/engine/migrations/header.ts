import type { DataLoss } from "../diff/model.ts";
import type { Proof } from "../proof/proof.ts";

export interface HeaderFacts {
  readonly from: string;
  readonly to: string;
  /** "PostgreSQL 18 (in process)". */
  readonly shadow: string;
  readonly losses: readonly DataLoss[];
  readonly irreversible: readonly string[];
  readonly warnings: readonly string[];
  readonly proof: Proof;
}

/** The lines at the top of a migration: what it destroys first, then what was proven, then what was not. */
export function migrationHeader(facts: HeaderFacts): readonly string[] {
  const { from, to, shadow, losses, irreversible, warnings, proof } = facts;
  return [
    ...list(
      "Data is lost:",
      losses.map(({ message }) => message),
    ),
    `From ${from} to ${to}.`,
    proofLine(proof, shadow),
    ...list(
      "Not proven:",
      proof.unproven.map(({ object, reason }) => `${object}: ${reason}`),
    ),
    ...list("The way down cannot bring back:", beyond(irreversible, losses)),
    ...list("Before running it:", warnings),
  ].map(oneLine);
}

/** The result of a proof in one line. */
export function proofLine({ proven, checks }: Proof, shadow: string): string {
  const passed = checks.filter(({ ok }) => ok).map(({ name }) => name);
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const results = [
    ...(passed.length > 0 ? [`${passed.join(", ")} replayed as claimed`] : []),
    ...(failed.length > 0 ? [`${failed.join(", ")} failed`] : []),
  ].join(", ");
  return `${proven ? "Proven" : "Not proven completely"} on ${shadow}: ${results || "nothing was replayed"}.`;
}

/** What is lost for good without having been said already. */
export function beyond(irreversible: readonly string[], losses: readonly DataLoss[]): readonly string[] {
  return irreversible.filter((sentence) => !losses.some(({ message }) => message === sentence));
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** A line of a comment ends where the line does, whatever a name contains. */
function oneLine(line: string): string {
  return line.replace(/[\r\n\u2028\u2029]+/g, " ");
}
