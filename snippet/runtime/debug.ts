import { readPins } from "./cookies";
import { type Look, row, type Seen, type Words } from "./debug_row";
import { readableTag } from "./debug_words";
import { byId } from "./decide";
import { bucket, ticket } from "./hash";
import { jar } from "./jar";
import { called } from "./there";
import type { Decision, Experiment, Pins, Project, Range, Variation, Visit } from "./types";
import { utf8 } from "./utf8";

type Call = { type: string; event: string; do: (call: never) => void };
type Decided = Visit & { decisions: Record<string, Decision> };

/** What decided a layer, in the words of engine.Explain. */
const layer = (
  project: Project,
  scope: number,
  decided: Decided,
  runs: Experiment[],
  pinned: Map<Experiment, unknown>,
): string => {
  const [, , , , keys = [], share = 0] = project;
  const tag = readableTag(keys[scope]);
  const winner = byId(runs, decided.layers[tag] ?? "");
  if (!winner)
    return `${tag}: ${tag in decided.layers ? "nobody to draw among." : "shut out, as [ME] did not leave the visitor to the groups."}`;
  const visitor = utf8(decided.visitor);
  const key = keys[0] + keys[scope] + winner[0];
  const what = `experiment ${winner[0]}${scope == 1 && winner[2] != 1 ? ", so the groups decide" : ""}`;
  if (pinned.has(winner)) return `${tag}: the visitor's newest pin is on ${what}.`;
  if (winner[3] == 2)
    return `${tag}: bucket ${bucket(visitor, key)} is below the holdout's share of ${share}, so ${what} has the visitor.`;
  return `${tag}: the draw, with the ticket ${ticket(visitor, key)}, went to ${what}.`;
};

/**
 * Prints how the page's decisions came about, each time that some are made: a line for each layer, and a table. The page
 * decides, with the visitor that it has; what stands beside that is asked here, of the same project. `consent` is told
 * whether cookies may be read. Nothing is written, pinned or exposed.
 */
export const debug = (
  project: Project,
  look: (visit: Visit, pins: Pins) => Look,
  words: Words,
  consent?: (state: string) => void,
): void => {
  const page = window as unknown as { lanekeeper?: { push: (call: Call) => void } };
  const hook = (event: string, run: (call: never) => void) =>
    (page.lanekeeper ||= [] as never).push({ type: "on", event, do: run });
  const [revision, , bucketsName, experiments, keys = []] = project;
  const print = (decided: Decided) => {
    const { visitor, reason, holdout, decisions } = decided;
    const id = utf8(visitor);
    const now = Date.now() / 1e3;
    const pins = readPins(jar(), bucketsName);
    const seen = look({ visitor, revision, layers: {}, holdout: false, reason }, pins);
    const runs = experiments.filter(({ 9: [start, stop] = [] as Range }) => !(now < start! || now >= stop!));
    const pinned = new Map<Experiment, Variation>();
    for (const [experiment, name] of pins) {
      const e = byId(runs, experiment);
      const variation = byId(e?.[1], name);
      if (variation) pinned.set(e!, variation);
    }
    const running = Object.assign([], project, { 3: runs }) as unknown as Project;
    const visit: Visit = { visitor: id, revision, layers: {}, holdout: false, reason: "" };
    const gated = seen.gates.map(([name, gate]): Seen["gated"][number] => [name, gate(running, visit, pinned)]);
    const all: Seen = { ...seen, id, pins, now, gated };

    console.log(
      `lanekeeper ${revision}: ${visitor ? `visitor ${visitor}` : words.reasons[reason]}${holdout ? ", in a holdout's bucket" : ""}`,
    );
    keys.forEach((_, scope) => {
      if (scope && visitor && runs.some((e) => e[2] == scope))
        console.log(layer(project, scope, decided, runs, pinned));
    });
    console.table(Object.fromEntries(experiments.map((e) => [e[0], row(e, decisions[e[0]], project, all, words)])));
    for (const [[experiment], own] of seen.all) {
      const made = decisions[experiment];
      if (!/^(forced|off)$/.test(made.reason) && (made.reason != own.reason || made.variation != own.variation))
        console.log(`${experiment} stays as it is in this page view. Now it would be: ${words.reasons[own.reason]}`);
    }
  };
  consent?.("");
  hook("consent", (call: { state: string }) => consent?.(call.state));
  hook("page", (call: { name: string }) => called.add(call.name));
  hook("decision", print);
};
