import { readOrigin } from "../engine/connection/discovery/discover.ts";
import { resolveTarget } from "../engine/connection/resolveTarget.ts";
import type { ResolvedTarget } from "../engine/connection/target.ts";
import type { TargetToOpen } from "../protocol.ts";

/**
 * What a session is opened with: a connection that was found in a file is read there again, so that the file may
 * change; everything else is completed as libpq does.
 * @throws UserError when the file has it no more, or a service does not exist.
 */
export async function targetToOpen({ origin, ...said }: TargetToOpen): Promise<ResolvedTarget> {
  const found = origin ? await readOrigin(origin, process.env) : {};
  return await resolveTarget({ ...said, ...found });
}
