/** An option that may stand alone: whether what follows is its value, and the value when it is not. */
export interface OptionalValue {
  readonly fits: (next: string) => boolean;
  readonly value: string;
}

/** Arguments in which every option that may stand alone has its value: `--save` → `--save=baseline.json`. */
export function optionalValues(
  args: readonly string[],
  options: Readonly<Record<string, OptionalValue>>,
): readonly string[] {
  return args.flatMap((argument, index) => {
    const option = Object.hasOwn(options, argument) ? options[argument] : undefined;
    const next = args[index + 1];
    if (option === undefined || (next !== undefined && option.fits(next))) return [argument];
    return [`${argument}=${option.value}`];
  });
}
