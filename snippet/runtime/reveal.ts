import type { Decided } from "./decide";
import { guard } from "./guard";
import type { Change, Decision } from "./types";

/** Makes a function safe: what it throws is logged with the variation that it belongs to. */
export type Safe = (run: () => unknown) => () => unknown;

/** Makes one change; may throw at once. What it does later, it makes safe. */
export type Show = (change: Change, safe: Safe) => void;

/** Makes the decisions known to the page and shows the variations, each change by itself. */
export const reveal = (
  known: Record<string, unknown>,
  visitor: string,
  all: Decided[],
  show: Show,
): Record<string, Decision> => {
  const decisions = { __proto__: null } as unknown as Record<string, Decision>;
  for (const [[id], decision] of all) decisions[id] = decision;
  known.decisions = decisions;
  known.visitor = visitor;
  for (const [[id], { variation }, shown = []] of all)
    for (const change of shown.slice(2)) {
      const safe: Safe = (run) => guard(run, id, variation!);
      safe(() => show(change as Change, safe))();
    }
  return decisions;
};
