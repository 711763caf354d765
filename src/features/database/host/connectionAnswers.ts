import type { ConnectionOrigin, ConnectionParameters, ConnectionRole } from "../protocol.ts";
import type { Shelf } from "./connectionStore.ts";

/** What the quick inputs find out about a connection. */
export interface ConnectionAnswers {
  readonly source?: ConnectionSource;
  readonly parameters?: ConnectionParameters;
  /** Undefined: the one that is stored stays; empty: there is none. */
  readonly password?: string;
  readonly name?: string;
  readonly role?: ConnectionRole;
  /** What the database is probably used for. */
  readonly guessedRole?: ConnectionRole;
  readonly shelf?: Shelf;
  readonly confirmed?: boolean;
}

export type ConnectionSource =
  | { readonly from: "form" }
  | { readonly from: "url" }
  | { readonly from: "origin"; readonly origin: ConnectionOrigin };
