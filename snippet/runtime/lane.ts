import type { arrive } from "./arrive";
import type { Where } from "./guard";
import type { rearrive } from "./rearrive";
import type { Safe } from "./reveal";
import type { Decision } from "./types";

type Script = (lane: Lane) => void;
type Waits = [selector: string, run: (element: Element, lane: Lane) => void];

/** What custom code can use, by the name `lane`. */
export type Lane = {
  /** The change that runs, the visitor's decision, and the visitor. */
  decision: Omit<Where, "variation"> & Decision & { visitor: string };
  /** Runs once, with the first element that matches, as soon as it is complete. */
  arrive: (selector: string, run: (element: Element) => void) => void;
  /** Makes a change, until the experiment ends to apply or the function that it gives is called. */
  apply?: (change: unknown) => () => void;
  /** Remembers what to do when the experiment ends to apply. */
  undo: (run: () => void) => void;
};

/** Runs a piece of custom code with its helper, at once or with its element, and gives what ends it. */
export const lane = (
  code: Script | Waits,
  safe: Safe,
  where: Where,
  wait: typeof arrive | typeof rearrive,
  cap?: number,
  apply?: (change: unknown, safe: Safe) => () => void,
): (() => void) => {
  const { get } = (window as unknown as { lanekeeper: { get: (name: string) => never } }).lanekeeper;
  const undos: (() => void)[] = [];
  let ended: boolean | undefined;
  const whileApplied: Safe = (run) => safe(() => (ended ? undefined : run()) as ReturnType<typeof run>);
  const helper: Lane = {
    decision: { ...where, ...(get("decisions")[where.experiment] as Decision), visitor: get("visitor") },
    arrive: (selector, run) => void wait([selector, run], whileApplied, cap),
    undo: (run) => void undos.push(safe(run)),
  };
  if (apply)
    helper.apply = (change) => {
      const undo = apply(change, safe);
      undos.push(undo);
      return undo;
    };
  const end =
    typeof code == "function"
      ? void code(helper)
      : wait([code[0], (element) => code[1](element, helper)], whileApplied, cap, code);
  return () => {
    ended = true;
    (end as ReturnType<typeof rearrive> | undefined)?.(undos.length);
    for (const undo of undos.reverse()) undo();
  };
};
