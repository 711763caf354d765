import { commands, l10n, Uri, workspace } from "vscode";
import { type Disposable } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import type { ComparedDdlParams } from "../../protocol.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";

const scheme = "senior-backend-comparison";

/** Read-only documents: the SQL of objects as a comparison found them, for VS Code's own diff editor. */
export interface DdlDocuments extends Disposable {
  /** Opens an object of both sides next to each other. @param name what the tab is called. */
  showDifference(comparison: string, object: string, name: string): Promise<void>;
}

export function createDdlDocuments(process: Pick<DatabaseProcess, "call">): DdlDocuments {
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const shown = readAddress(uri);
      if (!shown) return "";
      try {
        return await process.call("comparedDdl", shown);
      } catch (error) {
        if (UserError.is(error)) return `-- ${error.message}\n`;
        throw error;
      }
    },
  });
  return {
    async showDifference(id, object, name) {
      const [from, to] = (["from", "to"] as const).map((side) => addressOf({ id, side, object }, name));
      await commands.executeCommand("vscode.diff", from, to, l10n.t("{0}: before and after", name), {
        preview: true,
      });
    },
    dispose: () => void provider.dispose(),
  };
}

function addressOf(shown: ComparedDdlParams, name: string): Uri {
  const path = `/${shown.side}/${name.replaceAll(/[/\\]/g, "∕")}.sql`;
  return Uri.from({ scheme, path, query: JSON.stringify(shown) });
}

function readAddress({ query }: Uri): ComparedDdlParams | undefined {
  try {
    const { id, side, object } = JSON.parse(query) as Partial<ComparedDdlParams>;
    if (id === undefined || object === undefined) return undefined;
    return { id, side: side === "from" ? "from" : "to", object };
  } catch {
    return undefined;
  }
}
