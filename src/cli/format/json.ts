import type { FindingFormat } from "./index.ts";

/** One object; fields are added over time, never renamed or removed within a schema version. */
export const formatJson: FindingFormat = (findings) =>
  `${JSON.stringify({ schemaVersion: 1, findings }, null, 2)}\n`;
