import type { Uri } from "vscode";
import type { FrameworkName } from "../../../shared/lspProtocol.ts";

/** What the quick picks of a scaffold run find out. */
export interface ScaffoldAnswers {
  readonly contract?: Uri;
  /** Folder that receives the service. */
  readonly folder?: Uri;
  /** What the service in the folder stands on, or is going to. */
  readonly framework?: FrameworkName | undefined;
  /** JSON pointers of operations, or all there are. */
  readonly operations?: readonly string[] | "all";
}
