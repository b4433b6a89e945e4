import { readPins, write } from "./cookies";
import type { Decided } from "./decide";
import { type Emit, guard } from "./guard";
import { jar } from "./jar";
import { pin, print } from "./pins";
import type { Decision, Visit } from "./types";
import { mint } from "./visitor";

/**
 * Tells the page of every experiment that is shown, and pins the visitor to it; forced ones leave no trace. A prerendered
 * page waits until somebody sees it. The pins are read again, so that tabs do not lose each other's; they are written
 * where they have changed, or when they are due. `decisions` are those of all experiments that run.
 */
export const expose = (
  name: string,
  visit: Visit,
  emit: Emit,
  all: Decided[],
  decisions: Record<string, Decision>,
  due: boolean,
): void => {
  const run = guard(() => {
    const pins = readPins(jar(), name);
    const before = print(pins);
    for (const [[experiment], decision] of all)
      if (decision.variation && decision.reason != "forced") {
        emit({ type: "exposure", ...visit, ...decision, experiment, id: mint() });
        pin(pins, experiment, decision.variation);
      }
    // Pins of experiments that do not run stay while there is room: they may run again.
    for (const [id] of pins) if (!decisions[id] && print(pins).length > 1e3) pins.delete(id);
    const after = print(pins);
    if (pins.size && (due || after != before)) write(name, after);
  });
  (document as { prerendering?: boolean }).prerendering ? document.addEventListener("prerenderingchange", run) : run();
};
