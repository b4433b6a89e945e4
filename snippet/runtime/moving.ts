import type { Condition } from "./types";

type Matches = (condition: Condition) => boolean;

/** A page: the conditions that include and exclude, and its moment: none is the load, 0 a new address, else a number. */
type Page = [include: Condition[], exclude: Condition[], moment?: number];

/**
 * Says whether an experiment's pages are active, where some wait for their moment. `loaded` compares conditions with the
 * address that the document was loaded with, `now` with the one that it has; `has` says whether a moment has come.
 */
export const moving =
  (loaded: Matches, now: Matches, has: (moment: number) => unknown) =>
  (on?: Page[]): boolean =>
    !on ||
    on.some(([include, exclude, moment]) => {
      const matches = moment == null ? loaded : now;
      return include.some(matches) && !exclude.some(matches) && (!moment || has(moment));
    });
