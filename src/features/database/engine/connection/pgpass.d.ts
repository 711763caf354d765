declare module "pgpass" {
  interface Place {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  }
  /** Calls back with the password that the password file has for a place. */
  const lookUp: (place: Place, callback: (password: string | undefined) => void) => void;
  export = lookUp;
}
