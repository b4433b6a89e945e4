import { bucket } from "./hash";
import type { Gate } from "./types";

/** Holdout groups shut their experiments out for a share of the visitors, except those already pinned. */
export const holdouts: Gate = (project, visit, pinned) => (e) => {
  const held = project[7]!.some(
    ([salt, share, experiments]) => experiments.includes(e[0]) && bucket(visit.visitor, `h/${salt}`) < share,
  );
  visit.holdout ||= held;
  return held && !pinned.has(e) ? "holdout" : "";
};
