import type { Handlers } from "../../../shared/channel.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import type { DatabaseProcessApi } from "../protocol.ts";
import { adviceService } from "./advice.ts";
import { connectionService } from "./connections.ts";
import { explorerService } from "./explorer.ts";
import { migrationService } from "./migrations.ts";
import type { ServiceContext } from "./service.ts";
import { sqlLintService } from "./sqlLint.ts";

/** Everything that the process does: one line a service. A service starts nothing before it is asked. */
export function createServices(
  context: ServiceContext,
): Disposable & { readonly handlers: Handlers<DatabaseProcessApi> } {
  const connections = connectionService(context);
  const explorer = explorerService(context);
  const sqlLint = sqlLintService(context);
  const migrations = migrationService(context);
  const advice = adviceService(context);

  const parts = new DisposableStore();
  for (const service of [connections, explorer, sqlLint, migrations, advice])
    parts.add({ dispose: () => service.dispose?.() });
  return {
    handlers: {
      ...connections.handlers,
      ...explorer.handlers,
      ...sqlLint.handlers,
      ...migrations.handlers,
      ...advice.handlers,
    },
    dispose: () => parts.dispose(),
  };
}
