import { randomFillSync, randomUUID } from "node:crypto";

/** Makes values of one generated slot, ASCII and always of the same width. */
export interface Generator {
  readonly width: number;
  next(): string;
}

/** What tells workers apart, so that counters of a run never repeat. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export const generatorNames = ["$uuid", "$counter", "$randomInt", "$timestamp"] as const;
export type GeneratorName = (typeof generatorNames)[number];

const makers: Readonly<Record<GeneratorName, (share: Share) => Generator>> = {
  $uuid: () => ({ width: 36, next: () => randomUUID() }),
  $counter: ({ index, of }) => {
    let next = index;
    return {
      width: 10,
      next: () => {
        // Always ten digits and no zero in front: it has to be a number in JSON, too.
        const text = String(1e9 + (next % 9e9));
        next += of;
        return text;
      },
    };
  },
  $randomInt: () => ({ width: 9, next: () => String(100_000_000 + Math.floor(Math.random() * 900_000_000)) }),
  $timestamp: () => ({ width: 13, next: () => String(Date.now()) }),
};

export function isGeneratorName(name: string): name is GeneratorName {
  return (generatorNames as readonly string[]).includes(name);
}

export function createGenerator(name: GeneratorName, share: Share): Generator {
  return makers[name](share);
}

/** Letters that stand for a generated value until a request is sent: so many that they occur nowhere by chance. */
export function placeholder(width: number): string {
  const letters = "bcdfghjkmnpqrstvwxz";
  return Array.from(randomFillSync(new Uint8Array(width)), (byte) => letters[byte % letters.length]).join("");
}
