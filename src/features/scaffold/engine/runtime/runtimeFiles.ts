import type { Framework } from "../frameworks/framework.ts";
import type { OutputFile } from "../files/sourceFile.ts";
import { generatedHeader } from "../files/sourceFile.ts";
import { acceptSource } from "./accept.ts";
import { authorizeSource } from "./authorize.ts";
import { selectBlocks } from "./blocks.ts";
import { bodySource } from "./body.ts";
import { decodeSource } from "./decode.ts";
import { errorsSource } from "./errors.ts";
import { httpSource } from "./http.ts";
import { inputSource } from "./input.ts";
import { paramsSource } from "./params.ts";
import { replySource } from "./reply.ts";
import { responseCheckSource } from "./responseCheck.ts";
import { routeSource } from "./route.ts";

/** The modules that the generated routes stand on, with the helpers and parameter styles that they use. */
export function runtimeFiles(
  contractPath: string,
  { adapter, runtime, validators }: Framework,
  helpers: ReadonlySet<string>,
  parameterStyles: ReadonlySet<string>,
): readonly OutputFile[] {
  const sources: Readonly<Record<string, string>> = {
    "accept.ts": acceptSource,
    "authorize.ts": authorizeSource,
    "body.ts": bodySource,
    "decode.ts": decodeSource,
    "errors.ts": errorsSource,
    "http.ts": httpSource,
    "input.ts": inputSource,
    "params.ts": selectBlocks(paramsSource, parameterStyles),
    "reply.ts": replySource,
    "responseCheck.ts": responseCheckSource,
    "route.ts": routeSource,
    ...validators.runtime,
    "validation.ts": selectBlocks(validators.runtime["validation.ts"] ?? "", helpers),
    ...runtime,
    [adapter.file]: adapter.source,
  };
  const header = generatedHeader(contractPath);
  return Object.entries(sources).map(([name, text]) => ({
    path: `src/api/generated/${name}`,
    zone: "generated",
    contents: header + (text.startsWith("import") ? text : `\n${text}`),
  }));
}
