import { stat } from "node:fs/promises";
import { loadRuleset, type LoadedRuleset, type RulesetRequest } from "../ruleset/load.ts";
import type { ReadText } from "../ruleset/staticRuleset.ts";

interface Entry {
  readonly key: string;
  readonly loaded: LoadedRuleset;
  readonly fingerprint: string;
}

/**
 * Keeps the last ruleset until one of its files changes, on disk or in an editor: loading takes longer than linting
 * a small document. Problems are not kept.
 */
export class RulesetCache {
  readonly #readText: ReadText;
  #last: Entry | undefined;

  constructor(readText: ReadText) {
    this.#readText = readText;
  }

  async load(request: RulesetRequest): Promise<LoadedRuleset> {
    const key = `${request.path ?? ""}\n${request.trusted ? "trusted" : ""}`;
    const last = this.#last;
    if (last?.key === key && last.fingerprint === (await this.#fingerprint(last.loaded.files)))
      return last.loaded;
    this.#last = undefined;
    const loaded = await loadRuleset(request, this.#readText);
    this.#last = { key, loaded, fingerprint: await this.#fingerprint(loaded.files) };
    return loaded;
  }

  /** Texts for what an editor may have changed, times for code. */
  async #fingerprint(files: readonly string[]): Promise<string> {
    const parts = await Promise.all(
      files.map(async (file) =>
        /\.(?:ya?ml|json)$/i.test(file)
          ? await this.#readText(file).catch(() => "")
          : await stat(file).then(
              ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
              () => "",
            ),
      ),
    );
    return parts.join("\0");
  }
}
