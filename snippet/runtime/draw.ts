import { bucket, ticket } from "./hash";
import type { Experiment, Project } from "./types";

/**
 * The outcome of a tag layer, as engine/layer.go decides it: the member with the highest score, the first of equals. Any
 * pin beats the holdout's share, and that beats any ticket, so one pass decides all three.
 */
export const draw = (
  project: Project,
  visitor: string,
  pinned: Experiment[],
  scope: number,
  member: (e: Experiment) => unknown,
): Experiment | undefined => {
  let winner: Experiment | undefined;
  let top = -1;
  for (const e of project[3].filter(member)) {
    const key = project[4]![scope] + e[0];
    const score =
      pinned.indexOf(e) * 1e11 + 1e11 ||
      (e[3] == 2 ? (e[2] == scope && bucket(visitor, key) < project[5]! ? 1e10 : -1) : ticket(visitor, key));
    if (score > top) {
      top = score;
      winner = e;
    }
  }
  return winner;
};
