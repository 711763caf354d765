/** A page of the Postgres manual, of the newest major. */
export function manual(page: string): string {
  return `https://www.postgresql.org/docs/current/${page}`;
}
