import { bucket } from "./hash";
import type { Decision, Experiment, Gate, Pins, Project, Variation, Visit } from "./types";

/** An experiment, its decision, and the variation to show, where there is one. */
export type Decided = [experiment: Experiment, decision: Decision, variation?: Variation];

/** The experiment, or the variation, of that id. */
export const byId = <T extends Experiment | Variation>(list: T[] | undefined, id?: string): T | undefined =>
  list?.find((one) => one[0] == id);

/**
 * Decides every running experiment, in the order of docs/decisions.md: the same as engine.Decide, bit for bit. `gates` are
 * what the project uses of layers, then of pages and audiences, then of traffic allocation.
 */
export const decide = (project: Project, visit: Visit, pins: Pins, gates: Gate[]): Decided[] => {
  const pinned = new Map<Experiment, Variation>();
  for (const [id, name] of pins) {
    const e = byId(project[3], id);
    const variation = byId(e?.[1], name);
    if (variation) pinned.set(e!, variation);
  }
  const shut = gates.map((gate) => gate(project, visit, pinned));

  return project[3].map((e) => {
    const [id, variations, , , , , salt = id] = e;
    let variation: Variation | undefined;
    let { reason } = visit;
    for (const gate of shut) reason ||= gate(e);
    if (!reason) {
      let rest = bucket(visit.visitor, `e/${salt}`);
      variation = pinned.get(e) || variations.find((v) => (rest -= v[1]) < 0);
      reason = pinned.has(e) ? "sticky" : "bucketed";
    }
    return [e, { variation: variation ? variation[0] : null, reason }, variation];
  });
};
