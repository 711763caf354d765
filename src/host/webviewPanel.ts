import { randomBytes } from "node:crypto";
import { l10n, Uri, type Webview, type WebviewPanel } from "vscode";
import type { Handlers, Port } from "../shared/channel.ts";
import type { Disposable } from "../shared/disposable.ts";
import { UserError } from "../shared/userError.ts";
import { isCancellation } from "./errors.ts";
import type { Log } from "./log.ts";

/** A page of dist/media: the script and the style sheet that esbuild made from media/NAME. */
export interface Page {
  readonly extensionUri: Uri;
  readonly name: string;
  /** Title of the document, for screen readers. */
  readonly title: string;
}

/**
 * Loads a page into a panel. The page may run its own script and nothing else: no other origin, no inline code, no
 * files but those of dist/media.
 */
export function showPage({ webview }: WebviewPanel, { extensionUri, name, title }: Page): void {
  const folder = Uri.joinPath(extensionUri, "dist", "media");
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = documentOf(webview, Uri.joinPath(folder, name), title);
}

function documentOf(webview: Webview, page: Uri, title: string): string {
  const nonce = randomBytes(16).toString("base64");
  const script = webview.asWebviewUri(page.with({ path: `${page.path}.js` })).toString();
  const style = webview.asWebviewUri(page.with({ path: `${page.path}.css` })).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${style}" />
    <title>${escapeText(title)}</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** The host's side of the pipe to a page. Messages to a hidden page are lost: its script is gone. */
export function pagePort({ webview }: WebviewPanel, listeners: { add(listener: Disposable): void }): Port {
  return {
    post: (message) => void webview.postMessage(message),
    onMessage: (listener) => listeners.add(webview.onDidReceiveMessage(listener)),
  };
}

/**
 * Handlers whose defects stay in the log: a page gets the sentence of a UserError, a cancellation, or one general
 * sentence.
 */
export function guarded<Local extends object>(handlers: Handlers<Local>, log: Log): Handlers<Local> {
  const guardedEntries = Object.entries(handlers as Record<string, Handler>).map(([name, handler]) => {
    const run: Handler = async (params, signal) => {
      try {
        return await handler(params, signal);
      } catch (error) {
        if (UserError.is(error) || isCancellation(error)) throw error;
        log.error(`“${name}” failed.`, error);
        throw new UserError(l10n.t("Something went wrong; the log has the details."));
      }
    };
    return [name, run] as const;
  });
  return Object.fromEntries(guardedEntries) as unknown as Handlers<Local>;
}

type Handler = (params: unknown, signal: AbortSignal) => unknown;
