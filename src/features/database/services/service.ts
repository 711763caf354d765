import type { Channel, Handlers } from "../../../shared/channel.ts";
import type { Disposable } from "../../../shared/disposable.ts";
import type { DatabaseHostApi } from "../protocol.ts";
import type { Catalogs } from "./explorer.ts";
import type { Sessions } from "./sessions.ts";

/** What a service of the database process may lean on. */
export interface ServiceContext {
  /** Sessions of the user's connections; read-only, opened when they are needed. */
  readonly sessions: Sessions;
  /** What is known of their structure. */
  readonly catalogs: Catalogs;
  /** The extension. */
  readonly host: Pick<Channel<DatabaseHostApi>, "call">;
}

/** One part of what the process offers: the methods of an interface in protocol.ts. */
export interface Service<Api extends object> extends Partial<Disposable> {
  readonly handlers: Handlers<Api>;
}
