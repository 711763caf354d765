import { type Disposable, FileDecoration, l10n, ThemeColor, window } from "vscode";
import { productionScheme } from "./items.ts";

/** Marks connections to production in the colour of the theme for what is dangerous. */
export function decorateProduction(): Disposable {
  const decoration = new FileDecoration("P", l10n.t("Production"), new ThemeColor("charts.red"));
  return window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) => (scheme === productionScheme ? decoration : undefined),
  });
}
