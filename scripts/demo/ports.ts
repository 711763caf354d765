import { once } from "node:events";
import { createServer } from "node:net";

/** Tells whether something listens on a port of this machine already. */
export async function isTaken(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "localhost");
  try {
    await once(probe, "listening");
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  } finally {
    probe.close();
  }
}
