import type { Condition } from "./types";

type Matches = (condition: Condition) => boolean;

/** Says whether an experiment's pages are active, where no page of the project excludes addresses. */
export const any =
  (matches: Matches) =>
  (on?: Condition[]): boolean =>
    !on || on.some(matches);

/** The same for pairs of the conditions that include and that exclude. */
export const anyExcept =
  (matches: Matches) =>
  (on?: Condition[][][]): boolean =>
    !on || on.some(([include, exclude]) => include.some(matches) && !exclude.some(matches));
