import { commands, l10n } from "vscode";
import type { Feature } from "../../host/host.ts";
import { DisposableStore } from "../../shared/disposable.ts";
import { lintWorkspace } from "./host/lintWorkspace.ts";
import { watchForContracts } from "./host/contracts.ts";

/** Linting and lenses: they come from the language server, which starts with the first OpenAPI document. */
export const openapi: Feature = {
  id: "openapi",
  activate({ commands: ours, log, server }) {
    const parts = new DisposableStore();
    parts.add(
      ours.register("seniorBackend.openapi.showFindings", l10n.t("Show Findings"), () =>
        commands.executeCommand("workbench.panel.markers.view.focus"),
      ),
    );
    parts.add(
      ours.register("seniorBackend.openapi.lintWorkspace", l10n.t("Lint Workspace"), () =>
        lintWorkspace(server),
      ),
    );
    parts.add(
      watchForContracts(log.scope("openapi"), async () => {
        try {
          await server.start();
        } catch (error) {
          // The server reports its own failures; nobody asked for anything here.
          log.error("The language server could not be started.", error);
        }
      }),
    );
    return parts;
  },
};
