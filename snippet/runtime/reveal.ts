import { type Emit, guard, type Where } from "./guard";
import type { Change, Variation } from "./types";

/** Makes a function safe: what it throws is told with the change that it belongs to. */
export type Safe = <R>(run: () => R) => () => R | undefined;

/** Makes one change, and gives what takes it back; may throw at once. What it does later, it makes safe. `where` is its own. */
export type Show = (change: Change, safe: Safe, where: Where) => (() => void) | undefined;

/** Shows a variation, each change by itself, and gives what takes the changes back, of those that can be: as safely. */
export const reveal = (
  experiment: string,
  [variation, , ...changes]: Variation,
  emit: Emit,
  show: Show,
): ((() => unknown) | undefined)[] =>
  changes.map((change, i) => {
    const where = { experiment, variation, change: `${i + 1}` };
    const safe: Safe = (run) => guard(run, where, emit);
    const undo = safe(() => show(change, safe, where))();
    return undo && safe(undo);
  });
