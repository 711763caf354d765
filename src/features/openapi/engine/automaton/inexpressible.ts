/** Thrown when a document or a ruleset is beyond the automaton; spectral-core itself answers then. */
export class Inexpressible extends Error {
  override readonly name = "Inexpressible";
}
