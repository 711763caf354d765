/** A piece of a request's text: as it stands, a column of the data, or a generated value. */
export type TextPart = string | { readonly column: string } | { readonly generator: Generator };

export const generators = ["$uuid", "$counter", "$randomInt", "$timestamp"] as const;
export type Generator = (typeof generators)[number];

/** Takes a text apart at its `{{slots}}`. */
export function partsOf(text: string): readonly TextPart[] {
  return text.split(/(\{\{\s*[^{}]+?\s*\}\})/).flatMap((piece): readonly TextPart[] => {
    const name = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(piece)?.[1];
    if (name === undefined) return piece === "" ? [] : [piece];
    const generator = generators.find((candidate) => candidate === name);
    return [generator === undefined ? { column: name } : { generator }];
  });
}
