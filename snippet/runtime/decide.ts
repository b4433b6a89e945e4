import { bucket } from "./hash";
import type { Decision, Experiment, Gate, Pins, Project, Variation } from "./types";

/** An experiment, its decision, and the variation to show, where there is one. */
export type Decided = [experiment: Experiment, decision: Decision, variation?: Variation];

/** The experiment, or the variation, of that id. */
export const byId = <T extends Experiment | Variation>(list: T[] | undefined, id?: string): T | undefined =>
  list?.find((one) => one[0] == id);

/**
 * Decides every running experiment, in the order of docs/decisions.md: the same as engine.Decide, bit for bit.
 * `visitor` is "" where nothing can be stored; `gates` are the layers that the project uses, `outside` is there where it allocates traffic.
 */
export const decide = (
  project: Project,
  visitor: string,
  pins: Pins,
  gates: Gate[],
  active: (on?: Experiment[4]) => boolean,
  outside?: (e: Experiment, visitor: string) => boolean,
): Decided[] => {
  const pinned: Experiment[] = [];
  for (const [id, variation] of pins) {
    const e = byId(project[3], id);
    if (byId(e?.[1], variation)) pinned.push(e!);
  }
  const shut = gates.map((gate) => gate(project, visitor, pinned));

  return project[3].map((e) => {
    const [id, variations, , , on, , salt = id] = e;
    let rest = bucket(visitor, `e/${salt}`);
    let variation: Variation | undefined;
    let reason = visitor ? "" : "storage";
    for (const gate of shut) reason ||= gate(e);
    reason ||= !active(on) ? "page" : pinned.includes(e) ? "sticky" : outside?.(e, visitor) ? "traffic" : "bucketed";
    if (reason == "sticky") variation = byId(variations, pins.get(id));
    if (reason == "bucketed") variation = variations.find((v) => (rest -= v[1]) < 0);
    return [e, { variation: variation ? variation[0] : null, reason }, variation];
  });
};
