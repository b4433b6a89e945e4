import { bucket, ticket } from "./hash";
import type { Experiment, Project, Visit } from "./types";

/**
 * The outcome of a tag layer, as engine/layer.go decides it: the member that was pinned last; else the one with the highest
 * score, the first of equals, where the holdout's share beats any ticket.
 */
export const draw = (
  project: Project,
  visit: Visit,
  pinned: Map<Experiment, unknown>,
  scope: number,
  member: (e: Experiment) => unknown,
): Experiment | undefined => {
  let winner: Experiment | undefined;
  let top = -1;
  for (const e of project[3].filter(member)) {
    const key = project[4]![0] + project[4]![scope] + e[0];
    const held = e[3] == 2 && e[2] == scope && bucket(visit.visitor, key) < project[5]!;
    const score = held ? 1e10 : e[3] == 2 ? -1 : ticket(visit.visitor, key);
    if (held) visit.holdout = held;
    if (score > top) {
      top = score;
      winner = e;
    }
  }
  for (const [e] of pinned) if (member(e)) winner = e;
  visit.layers[project[4]![scope]] = winner ? winner[0] : null;
  return winner;
};
