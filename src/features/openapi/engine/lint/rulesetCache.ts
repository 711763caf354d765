import { stat } from "node:fs/promises";
import { loadRuleset, type LoadedRuleset, type RulesetRequest } from "../ruleset/load.ts";
import type { ReadText } from "../ruleset/staticRuleset.ts";

interface Entry {
  readonly key: string;
  readonly loaded: LoadedRuleset;
  readonly fingerprint: string;
  /** The latest change that it is known to be newer than. */
  readonly since: number;
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

  /** @param changed number of the last change that may concern a ruleset, growing; absent: it is looked at anew. */
  async load(request: RulesetRequest, changed = Infinity): Promise<LoadedRuleset> {
    const key = `${request.path ?? ""}\n${request.trusted ? "trusted" : ""}`;
    const last = this.#last;
    if (last?.key === key && changed <= last.since) return last.loaded;
    const since = Number.isFinite(changed) ? changed : -Infinity;
    if (last?.key === key && last.fingerprint === (await this.#fingerprint(last.loaded.files))) {
      this.#last = { ...last, since: Math.max(last.since, since) };
      return last.loaded;
    }
    this.#last = undefined;
    const loaded = await loadRuleset(request, this.#readText);
    this.#last = { key, loaded, fingerprint: await this.#fingerprint(loaded.files), since };
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
