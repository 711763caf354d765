/** One piece of a pattern: a class, an escape or a character, and how often it stands there. */
const piece = /(\[[^\]]+\]|\\[dws]|\\[^a-zA-Z0-9]|[^\\[\](){}|*+?^$])(?:\{(\d+)(?:,\d*)?\}|([*+?]))?/gy;

/**
 * A text that fits a simple regular expression: characters, classes and counts, as in '^97[89][0-9]{10}$'. The last
 * of what may vary differs with n (from 1). Undefined for groups, alternatives and whatever else is not simple.
 */
export function patternSample(pattern: string, n: number): string | undefined {
  const body = pattern.replace(/^\^/, "").replace(/\$$/, "");
  const parts: (readonly string[])[] = [];
  piece.lastIndex = 0;
  while (piece.lastIndex < body.length) {
    const [, atom = "", count, quantifier] = piece.exec(body) ?? [];
    const choices = choicesOf(atom);
    if (choices === undefined) return undefined;
    const times = count === undefined ? 1 : Number(count);
    if (times > 100) return undefined;
    if (quantifier !== "*" && quantifier !== "?") parts.push(...Array.from({ length: times }, () => choices));
  }
  const varied = parts.findLastIndex(({ length }) => length > 1);
  return parts.map((choices, index) => choices[index === varied ? n % choices.length : 0] ?? "").join("");
}

function choicesOf(atom: string): readonly string[] | undefined {
  if (atom === "") return undefined;
  if (atom === "\\d") return between("0", "9");
  if (atom === "\\w" || atom === ".") return between("a", "c");
  if (atom === "\\s") return [" "];
  if (atom.startsWith("\\")) return [atom.slice(1)];
  if (!atom.startsWith("[")) return [atom];
  const inside = atom.slice(1, -1);
  if (/^\^|\\|\[/.test(inside)) return undefined;
  return [...inside.matchAll(/(.)-(.)|(.)/gsu)].flatMap(([, from, to, single]) =>
    from === undefined || to === undefined ? [single ?? ""] : between(from, to),
  );
}

/** The first characters of a range. */
function between(from: string, to: string): readonly string[] {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  const length = Math.max(0, Math.min(10, last - first + 1));
  return Array.from({ length }, (_, index) => String.fromCodePoint(first + index));
}
