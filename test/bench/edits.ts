import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CodeAction, CodeLens, Diagnostic, Position } from "vscode-languageserver-protocol";
import { startLanguageServer, type LanguageServer } from "../support/languageServer.ts";
import { StallProbe, type Stalls } from "./stalls.ts";

/** Times (ms) from sending didChange to receiving the diagnostics of that version. */
export interface EditTimes {
  readonly edits: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface MeasuredEdits {
  /** From didOpen to the first diagnostics, in ms. */
  readonly open: number;
  /** A letter typed behind another one somewhere, and taken back. */
  readonly typing: EditTimes;
  /** A letter typed anywhere at all, where it often breaks the document, and taken back. */
  readonly anywhere: EditTimes;
  /**
   * Of the server's own thread, from the end of opening on: while typing, and while an editor asks for lenses and for
   * the fixes of what is at the cursor after each letter.
   */
  readonly server: Stalls;
  /** The most memory that the server took for opening and typing, in MB; undefined where the system does not tell. */
  readonly peakMemory: number | undefined;
}

/** Edits a description through the bundled language server, over stdio. */
export async function measureEdits(spec: string, rules: string, count: number): Promise<MeasuredEdits> {
  const folder = await mkdtemp(join(tmpdir(), "bench-edits-"));
  const ruleset = join(folder, "ruleset.yaml");
  writeFileSync(ruleset, "extends: spectral:oas\n");
  const settings = { maxFileSize: 1000, ...(rules === "oas" && { ruleset }) };
  const probe = new StallProbe(folder);
  const server = await startLanguageServer({ settings, flags: probe.flags });
  try {
    const measured = await measureEditsOf(server, probe, spec, count);
    await server.stop();
    return { ...measured, server: probe.read() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureEditsOf(
  server: LanguageServer,
  probe: StallProbe,
  spec: string,
  count: number,
): Promise<Omit<MeasuredEdits, "server">> {
  const uri = pathToFileURL(spec).href;
  const text = readFileSync(spec, "utf8");
  const document = TextDocument.create(uri, "", 1, text);
  const random = randomNumbers(1);
  let version = 1;
  const answered = async () => {
    const current = version;
    return await server.diagnostics(uri, (params) => params.version === current);
  };
  const opened = performance.now();
  server.open(uri, text, version);
  await answered();
  const open = Math.round(performance.now() - opened);
  probe.start(server.processId);

  const change = async (offset: number, length: number, newText: string) => {
    const place = document.positionAt(offset);
    const range = { start: place, end: { line: place.line, character: place.character + length } };
    version++;
    const start = performance.now();
    server.edit(uri, [{ range, newText }], version);
    const diagnostics = await answered();
    const time = performance.now() - start;
    server.forget();
    return { place, diagnostics, time };
  };
  const typeAndTakeBack = async (edits: number, isPlace: (offset: number) => boolean) => {
    const times: number[] = [];
    while (times.length < edits) {
      const offset = Math.floor(random() * text.length);
      if (isPlace(offset))
        times.push((await change(offset, 0, "x")).time, (await change(offset, 1, "")).time);
    }
    return summaryOf(times);
  };
  const isWord = (offset: number) => /\w\w/.test(text.slice(offset - 1, offset + 1));
  const typing = await typeAndTakeBack(count, isWord);
  const peakMemory = peakMemoryOf(server.processId);
  const anywhere = await typeAndTakeBack(count / 4, () => true);
  const ask = askAsEditors(server, uri);
  for (let edits = 0; edits < count / 10;) {
    const offset = Math.floor(random() * text.length);
    if (!isWord(offset)) continue;
    for (const [length, newText] of [
      [0, "x"],
      [1, ""],
    ] as const) {
      const { place, diagnostics } = await change(offset, length, newText);
      await ask(place, diagnostics);
      edits++;
    }
  }
  return { open, typing, anywhere, peakMemory };
}

/** Asks for what an editor shows after an edit; the cursor goes on to the next finding. */
function askAsEditors(server: LanguageServer, uri: string) {
  const textDocument = { uri };
  return async ({ line }: Position, all: readonly Diagnostic[]): Promise<void> => {
    const next = all.find(({ range, data }) => data !== undefined && range.start.line >= line) ?? all[0];
    await Promise.all([
      server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument }),
      next &&
        server.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
          textDocument,
          range: next.range,
          context: { diagnostics: [next] },
        }),
    ]);
  };
}

function summaryOf(times: readonly number[]): EditTimes {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10;
  return { edits: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Linear congruential generator, so that runs edit the same places. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function peakMemoryOf(processId: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${String(processId)}/status`, "utf8");
    const kilobytes = /^VmHWM:\s*(\d+)/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
