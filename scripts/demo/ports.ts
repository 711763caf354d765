import { once } from "node:events";
import { createServer } from "node:net";

/** The preferred port when nothing listens there, else 0: any free one. */
export async function freePort(preferred: number): Promise<number> {
  return (await isFree(preferred)) ? preferred : 0;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
