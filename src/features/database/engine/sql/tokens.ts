/** What the surface of SQL is made of; enough to find where statements end, not what they mean. */
export type TokenKind = "space" | "comment" | "word" | "quotedName" | "string" | "number" | "symbol";

/** A token of a text, as UTF-16 offsets; the end is exclusive. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const space = /[\s\u0000]+/y;
const lineComment = /--[^\r\n]*/y;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /\d[\w.]*/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/**
 * The token that starts at an offset, by the lexical rules of Postgres with standard_conforming_strings on:
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html. What is not closed reaches to the end.
 */
export function tokenAt(text: string, start: number): Token {
  const token = (kind: TokenKind, end: number): Token => ({ kind, start, end });
  const first = text[start];
  if (first === "'") return token("string", endOfQuoted(text, start, "'"));
  if (first === '"') return token("quotedName", endOfQuoted(text, start, '"'));
  if (text.startsWith("--", start)) return token("comment", endOf(lineComment, text, start) ?? text.length);
  if (text.startsWith("/*", start)) return token("comment", endOfBlockComment(text, start));
  const afterDollars = first === "$" ? endOfDollarQuoted(text, start) : undefined;
  if (afterDollars !== undefined) return token("string", afterDollars);
  const afterSpace = endOf(space, text, start);
  if (afterSpace !== undefined) return token("space", afterSpace);
  const afterWord = endOf(word, text, start);
  if (afterWord !== undefined) {
    const isEscapeString = /^e$/i.test(text.slice(start, afterWord)) && text[afterWord] === "'";
    return isEscapeString ? token("string", endOfEscapeString(text, afterWord)) : token("word", afterWord);
  }
  const afterNumber = endOf(number, text, start);
  return afterNumber === undefined ? token("symbol", start + 1) : token("number", afterNumber);
}

/** All tokens of a part of a text, in order. */
export function* tokensOf(text: string, start = 0, end = text.length): Generator<Token> {
  for (let at = start; at < end;) {
    const token = tokenAt(text, at);
    yield token.end > end ? { ...token, end } : token;
    at = token.end;
  }
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at + 1;
  return text.length;
}

function endOfEscapeString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at + 1;
      at++;
    }
  }
  return text.length;
}

/** Comments nest in Postgres, other than in the standard. */
function endOfBlockComment(text: string, start: number): number {
  const bounds = /\/\*|\*\//g;
  bounds.lastIndex = start;
  let depth = 0;
  for (let bound = bounds.exec(text); bound; bound = bounds.exec(text)) {
    depth += bound[0] === "/*" ? 1 : -1;
    if (depth === 0) return bounds.lastIndex;
  }
  return text.length;
}

function endOfDollarQuoted(text: string, start: number): number | undefined {
  const bodyStart = endOf(dollarTag, text, start);
  if (bodyStart === undefined) return undefined;
  const tag = text.slice(start, bodyStart);
  const close = text.indexOf(tag, bodyStart);
  return close < 0 ? text.length : close + tag.length;
}
