import { bucket } from "./hash";
import type { Experiment } from "./types";

/** Reports whether the visitor is outside the experiment's traffic allocation. */
export const outside = ([id, , , , , traffic = 1e4, salt = id]: Experiment, visitor: string): boolean =>
  bucket(visitor, `t/${salt}`) >= traffic;
