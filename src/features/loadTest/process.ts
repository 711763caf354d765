import { openChannel, type Port } from "../../shared/channel.ts";
import { UserError } from "../../shared/userError.ts";
import { runLoad } from "./engine/index.ts";
import type { LoadOwnerApi, LoadProcessApi } from "./protocol.ts";

/** Entry of the load process: one run, for the owner that forked it, and gone as soon as the owner is. */
function serve(): void {
  const stop = new AbortController();
  let running = false;
  const channel = openChannel<LoadProcessApi, LoadOwnerApi>(ownerPort(), {
    run: async (plan, signal) => {
      if (running) throw new UserError("This load process has its run; start another process.");
      running = true;
      return await runLoad(plan, {
        signal: AbortSignal.any([stop.signal, signal]),
        onSnapshot: (snapshot) => {
          channel.call("progress", snapshot).catch(() => undefined);
        },
      });
    },
    stop: () => {
      stop.abort();
      return null;
    },
  });
  process.once("disconnect", () => process.exit());
}

function ownerPort(): Port {
  return {
    post: (message) => process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on("message", listener),
  };
}

serve();
