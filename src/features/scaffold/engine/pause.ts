/**
 * Lets what waits in the event loop have its turn, a request to stop among it. Long work calls this now and then.
 * @throws the signal's reason once it is aborted
 */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
