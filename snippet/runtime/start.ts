import { open } from "./api";
import { readPins, write } from "./cookies";
import type { Decided } from "./decide";
import { type Emit, guard } from "./guard";
import { jar } from "./jar";
import { pin, print } from "./pins";
import type { Safe, Show } from "./reveal";
import type { Change, Decision, Identify, Pins, Project, Visit } from "./types";
import { mint } from "./visitor";

/**
 * Decides and shows everything, once, before the script ends; then exposes and pins what was shown, where that may be: a
 * prerendered page waits until somebody sees it. This is reveal.ts and expose.ts in one piece: parts cost bytes, and most
 * projects need no other main.
 */
export const start = (
  [revision, visitorName, bucketsName]: Project,
  decide: (visit: Visit, pins: Pins) => Decided[],
  show: Show,
  identify: Identify,
): void => {
  let known: Parameters<Emit>[0] | undefined;
  const emit = open((name) => known?.[name]);
  if (!emit) return;
  const [visitor, due, reason] = identify(visitorName);
  const visit: Visit = { reason, revision, visitor, holdout: false, layers: {} };
  const all = decide(visit, readPins(jar(), bucketsName));
  const decisions = { __proto__: null } as unknown as Record<string, Decision>;
  for (const [[id], decision] of all) decisions[id] = decision;
  emit((known = { __proto__: null, ...visit, decisions, type: "decision" }));

  for (const [[experiment], { variation }, shown] of all) {
    // biome-ignore lint/suspicious/useIterableCallbackReturn: brotli has seen `map` before
    shown?.slice(2).map((change, i) => {
      const where = { experiment, change: `${i + 1}`, variation: variation! };
      const safe: Safe = (run) => guard(run, where, emit);
      safe(() => show(change as Change, safe, where))();
    });
  }

  const expose = guard(() => {
    const pins = readPins(jar(), bucketsName);
    const before = print(pins);
    for (const [[experiment], decision] of all)
      if (decision.reason != "forced" && decision.variation) {
        emit({ type: "exposure", ...visit, ...decision, experiment, id: mint() });
        pin(pins, experiment, decision.variation);
      }
    // Pins of experiments that do not run stay while there is room, for 1,000 characters: they may run again.
    for (const [id] of pins) if (!decisions[id] && print(pins)[1e3]) pins.delete(id);
    if (pins.size && (due || print(pins) != before)) write(bucketsName, print(pins));
  });
  if (due != null)
    (document as { prerendering?: boolean }).prerendering
      ? document.addEventListener("prerenderingchange", expose)
      : expose();
};
