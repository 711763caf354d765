import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { ShownReceiver, ShownSender } from "../../../../src/features/openapi/engine/lint/shownFindings.ts";
import type { Summary } from "../../../../src/features/openapi/engine/live/tally.ts";

/** All that is shown, as the other side of the thread takes it in. */
export function findingsShown(summary: Summary): readonly Finding[] {
  return new ShownReceiver().take(new ShownSender().messageFor(summary, undefined));
}
