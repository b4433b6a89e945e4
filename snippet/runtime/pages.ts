import type { Condition } from "./types";

type Matches = (condition: Condition) => boolean;

/** Says whether an experiment's pages are active, which are pairs of the conditions that include and that exclude. */
export const anyExcept =
  (matches: Matches) =>
  (on?: Condition[][][]): boolean =>
    !on || on.some(([include, exclude]) => include.some(matches) && !exclude.some(matches));
