import { draw } from "./draw";
import type { Experiment, Gate } from "./types";

/** The tag layers of a project with groups, as engine/layer.go decides them. */
export const layers: Gate = (...visit) => {
  const exists = visit[0][3].some((e) => e[2] == 1);
  const me = exists ? draw(...visit, 1, (e) => e[2]) : undefined;
  const groups: Record<number, [Experiment?]> = {};
  return (e) => {
    const scope = e[2];
    let winner = me;
    let reached = scope == 1;
    if (!scope) return "";
    if (!reached && (!exists || (me && me[2] != 1))) {
      [winner] = groups[scope] ||= [draw(...visit, scope, (other) => other[2] == scope)];
      reached = true;
    }
    if (winner && reached && (winner == e || !(winner[3] || e[3]))) return "";
    // A group's holdout is not [ME]'s: it answers for its own members only.
    return winner && winner[3] == 2 && winner[2]! <= scope ? "holdout" : "lane";
  };
};
