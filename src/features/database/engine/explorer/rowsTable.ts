/** A page of rows, values as Postgres prints them. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const maxWidth = 60;
const segments = new Intl.Segmenter();
const numeric = /^-?\d[\d.]*(?:e[+-]?\d+)?$/i;

/** Rows as lines of text in columns: numbers to the right, NULL as ∅, what cannot be seen as an escape. */
export function rowsTable({ columns, rows }: Rows): string {
  const cells = rows.map((row) => row.map((value) => (value === null ? "∅" : printable(value))));
  const titles = columns.map((name) => printable(name));
  const widths = titles.map((title, at) =>
    Math.max(...[title, ...cells.map((row) => row[at] ?? "")].map(widthOf)),
  );
  const toRight = titles.map((_, at) => {
    const values = rows.map((row) => row[at]).filter((value) => typeof value === "string");
    return values.length > 0 && values.every((value) => numeric.test(value));
  });
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, toRight[at] === true))
      .join(" │ ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("─┼─");
  return [line(titles), rule, ...cells.map(line)].join("\n") + "\n";
}

/** Line breaks, tabs, controls and marks that turn the direction of text are written out. */
function printable(value: string): string {
  const seen = value.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => escapes[character] ?? codeOf(character),
  );
  const characters = Array.from(segments.segment(seen), ({ segment }) => segment);
  return characters.length > maxWidth ? `${characters.slice(0, maxWidth - 1).join("")}…` : seen;
}

const escapes: Readonly<Record<string, string>> = { "\n": "↵", "\r": "␍", "\t": "⇥", "\u200d": "\u200d" };

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function pad(text: string, width: number, toRight: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return toRight ? blanks + text : text + blanks;
}

/** Columns that a text takes in a font of fixed width: those of East Asia and emoji take two a character. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
