import type { ClauseTest, Range } from "./types";

/** Says whether a text is a number of the range [min, max). JavaScript would also take "", "0x1F" and " 1" for numbers. */
export const within = (range: ClauseTest, text: string): boolean => {
  const [min, max] = range as Range;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && !(+text < min!) && !(+text >= max!);
};
