import { turn } from "./turn";
import type { Experiment, Range } from "./types";

let seen = -1;
let began: number;

const now = () => Date.now() / 1e3;

/**
 * The moment at which the page view began. Schedules go by it until the view ends: whoever is in an experiment then stays,
 * and its lane stays theirs.
 */
export const period = (): number => {
  if (seen != turn) began = now();
  seen = turn;
  return began;
};

/** Reports whether an experiment's time has ended since, so that nobody else comes in. */
export const over = ({ 9: [, stop] = [] as Range }: Experiment): boolean => stop! <= now();
