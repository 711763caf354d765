/**
 * A text that a pattern accepts, the shortest in its first alternatives, or undefined when the pattern uses what
 * this does not know (look-around, back references, Unicode classes). Repeats `*` and `+` grow until the text is
 * `minLength` long.
 */
export function patternSample(pattern: string, minLength: number): string | undefined {
  const accepts = compile(pattern);
  if (accepts === undefined || pattern.length > 500) return undefined;
  for (const repeats of [0, 1, 2, minLength, minLength * 2]) {
    if (repeats > 10_000) continue;
    const text = new Generator(pattern, repeats).text();
    if (text !== undefined && text.length >= minLength && accepts.test(text)) return text;
  }
  return undefined;
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What characters stand for classes; the first that a negated class does not hold. */
const candidates = "a0A_- .@/:+1bB".split("");
const escapes: Readonly<Record<string, string>> = {
  d: "0",
  w: "a",
  s: " ",
  D: "a",
  W: "-",
  S: "a",
  t: "\t",
  n: "\n",
  r: "\r",
  b: "",
  B: "",
};

/** Walks a pattern once and writes what it asks for. */
class Generator {
  readonly #pattern: string;
  readonly #repeats: number;
  #at = 0;
  #known = true;

  constructor(pattern: string, repeats: number) {
    this.#pattern = pattern;
    this.#repeats = repeats;
  }

  text(): string | undefined {
    const text = this.#alternatives();
    return this.#known && this.#at === this.#pattern.length ? text : undefined;
  }

  #alternatives(): string {
    const first = this.#sequence();
    while (this.#known && this.#pattern[this.#at] === "|") {
      this.#at++;
      this.#sequence();
    }
    return first;
  }

  #sequence(): string {
    let text = "";
    while (this.#known && this.#at < this.#pattern.length && !"|)".includes(this.#pattern[this.#at] ?? "")) {
      const atom = this.#atom();
      text += atom.repeat(this.#times(atom));
    }
    return text;
  }

  #atom(): string {
    const character = this.#pattern[this.#at++] ?? "";
    if (character === "^" || character === "$") return "";
    if (character === ".") return "a";
    if (character === "(") return this.#group();
    if (character === "[") return this.#class();
    if (character === "\\") return this.#escape();
    return character;
  }

  #group(): string {
    if (this.#pattern[this.#at] === "?") {
      const prefix = /^\?(?::|<[A-Za-z_$][\w$]*>)/.exec(this.#pattern.slice(this.#at))?.[0];
      if (prefix === undefined) return this.#giveUp();
      this.#at += prefix.length;
    }
    const text = this.#alternatives();
    if (this.#pattern[this.#at++] !== ")") return this.#giveUp();
    return text;
  }

  #class(): string {
    const source = /^\^?(?:\\.|[^\]\\])*\]/.exec(this.#pattern.slice(this.#at))?.[0];
    const accepts = source === undefined ? undefined : compile(`^[${source}$`);
    if (source === undefined || accepts === undefined) return this.#giveUp();
    this.#at += source.length;
    const written = source.startsWith("^") ? [] : [source[0] ?? ""];
    return (
      [...candidates, ...written, ...Array.from(source)].find((candidate) => accepts.test(candidate)) ??
      this.#giveUp()
    );
  }

  #escape(): string {
    const character = this.#pattern[this.#at++] ?? "";
    if (/[1-9kpPucx]/.test(character)) return this.#giveUp();
    return escapes[character] ?? character;
  }

  #times(atom: string): number {
    const rest = this.#pattern.slice(this.#at);
    const [written, minimum, comma, maximum] =
      /^(?:[*+?]|\{(\d+)(,)?(\d+)?\})\??/.exec(rest) ??
      ([undefined, undefined, undefined, undefined] as const);
    if (written === undefined) return 1;
    this.#at += written.length;
    const least = minimum === undefined ? (written.startsWith("+") ? 1 : 0) : Number(minimum);
    const most = written.startsWith("?")
      ? 1
      : minimum === undefined || (comma !== undefined && maximum === undefined)
        ? Number.POSITIVE_INFINITY
        : Number(maximum ?? minimum);
    const times = Math.min(Math.max(least, this.#repeats), most);
    if (times * atom.length > 100_000) this.#known = false;
    return this.#known ? times : 0;
  }

  #giveUp(): string {
    this.#known = false;
    return "";
  }
}
