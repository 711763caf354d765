import type { Uri } from "vscode";

/** What the quick picks of a scaffold run find out. */
export interface ScaffoldAnswers {
  readonly contract?: Uri;
  /** Folder that receives the service. */
  readonly folder?: Uri;
  /** JSON pointers of operations, or all there are. */
  readonly operations?: readonly string[] | "all";
}
