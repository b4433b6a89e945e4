import { draw } from "./draw";
import type { Gate } from "./types";

/** The `[ME]` layer of a project without groups: its outcome alone is let in. */
export const exclusive: Gate = (...visit) => {
  const winner = draw(...visit, 1, (e) => e[2]);
  return (e) => (!e[2] || winner == e ? "" : winner?.[3] == 2 ? "holdout" : "lane");
};
