import type { Port } from "../../src/shared/channel.ts";
import type { SavedComparison } from "../../src/features/database/comparePanelProtocol.ts";

/** What VS Code gives to a page. */
export interface PageApi {
  postMessage(message: unknown): void;
  setState(state: SavedComparison): void;
}

declare function acquireVsCodeApi(): PageApi;

/** The page's side of the pipe to the host. Can be asked for once. */
export function openPage(): { readonly port: Port; readonly api: PageApi } {
  const api = acquireVsCodeApi();
  return {
    api,
    port: {
      post: (message) => api.postMessage(message),
      onMessage: (listener) =>
        window.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener(data)),
    },
  };
}
