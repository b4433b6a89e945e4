import { byId, type Decided } from "./decide";
import type { Experiment } from "./types";

/** Shows an experiment's forced visitors their variation where its page is active, whatever else was decided. */
export const forced = (all: Decided[], visitor: string, active: (on?: Experiment[4]) => boolean): Decided[] =>
  all.map((decided) => {
    const e = decided[0];
    const variation = active(e[4]) ? byId(e[1], e[7]?.[visitor]) : undefined;
    return variation ? [e, { variation: variation[0], reason: "forced" }, variation] : decided;
  });
