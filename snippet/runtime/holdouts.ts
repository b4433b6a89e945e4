import { bucket } from "./hash";
import type { Gate } from "./types";

/** Holdout groups shut their experiments out for a share of the visitors, except those already pinned. */
export const holdouts: Gate = (project, visitor, pinned) => (e) =>
  !pinned.includes(e) &&
  project[7]!.some(([salt, share, experiments]) => experiments.includes(e[0]) && bucket(visitor, `h/${salt}`) < share)
    ? "holdout"
    : "";
