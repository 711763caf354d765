import type { Port } from "../../src/shared/channel.ts";

/** What VS Code gives to a page. State outlives the page: it comes back with the window. */
export interface PageApi<State> {
  postMessage(message: unknown): void;
  setState(state: State): void;
}

declare function acquireVsCodeApi(): PageApi<unknown>;

/** The page's side of the pipe to the host. Can be asked for once. */
export function openPage<State>(): { readonly port: Port; readonly api: PageApi<State> } {
  const api: PageApi<State> = acquireVsCodeApi();
  return {
    api,
    port: {
      post: (message) => api.postMessage(message),
      onMessage: (listener) =>
        window.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener(data)),
    },
  };
}
