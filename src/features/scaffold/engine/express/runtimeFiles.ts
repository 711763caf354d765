import type { OutputFile } from "../files/sourceFile.ts";
import { generatedHeader } from "../files/sourceFile.ts";
import { selectBlocks } from "./blocks.ts";
import { bodySource } from "./runtime/body.ts";
import { decodeSource } from "./runtime/decode.ts";
import { errorsSource } from "./runtime/errors.ts";
import { expressSource } from "./runtime/express.ts";
import { httpSource } from "./runtime/http.ts";
import { paramsSource } from "./runtime/params.ts";
import { validationSource } from "./runtime/validation.ts";

/** The modules that the generated routes stand on, with the helpers and parameter styles that they use. */
export function runtimeFiles(
  contractPath: string,
  helpers: ReadonlySet<string>,
  parameterStyles: ReadonlySet<string>,
): readonly OutputFile[] {
  const sources: Readonly<Record<string, string>> = {
    "body.ts": bodySource,
    "decode.ts": decodeSource,
    "errors.ts": errorsSource,
    "express.ts": expressSource,
    "http.ts": httpSource,
    "params.ts": selectBlocks(paramsSource, parameterStyles),
    "validation.ts": selectBlocks(validationSource, helpers),
  };
  const header = generatedHeader(contractPath);
  return Object.entries(sources).map(([name, text]) => ({
    path: `src/api/generated/${name}`,
    zone: "generated",
    contents: header + (text.startsWith("import") ? text : `\n${text}`),
  }));
}
