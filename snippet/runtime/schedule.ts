import type { Decided } from "./decide";
import type { Gate, Project, Range, Visit } from "./types";

/**
 * Decides as if experiments outside their time did not run: no layer, slot or holdout knows them, and a pin to them, which
 * stays in the cookie, is not valid. `now` is in seconds; where it is undefined, every moment counts as now.
 */
export const schedule = (
  project: Project,
  visit: Visit,
  now: number | undefined,
  decide: (project: Project) => Decided[],
): Decided[] => {
  const runs = project[3].filter(({ 9: [start, stop] = [] as Range }) => !(now! < start! || now! >= stop!));
  const all = decide(Object.assign([], project, { 3: runs }) as unknown as Project);
  return project[3].map(
    (e) => all.find((decided) => decided[0] == e) || [e, { variation: null, reason: visit.reason || "schedule" }],
  );
};

/** A gate that is there while the experiments that run have it. */
export const present =
  (gate: Gate): Gate =>
  (...visit) =>
    visit[0][3].some((e) => e[2]) ? gate(...visit) : () => "";
