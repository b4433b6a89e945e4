import type { Decided } from "./decide";
import type { Emit } from "./guard";
import { reveal, type Show } from "./reveal";
import type { Decision, Experiment, Variation } from "./types";

/** What is shown now, the newest last, and what takes it away again. */
const shown = new Map<Experiment, [variation: Variation, undos: (() => unknown)[]]>();

let told: string;

/**
 * Makes the page what was decided, from whatever it is: undoes what no longer applies, the newest first, and shows what is
 * new, each change by itself; what stays is left alone. Without `show` it only undoes. `stage` is there where experiments
 * wait: see moments.ts. It gives what is shown then, originals included, and in no doubt.
 */
export const follow = (
  known: Record<string, unknown>,
  emit: Emit,
  all: Decided[],
  show?: Show,
  stage?: (e: Experiment) => number,
): Set<Experiment> => {
  const decisions = { __proto__: null } as unknown as Record<string, Decision>;
  const wanted = new Map<Experiment, Variation>();
  const sure = new Set<Experiment>();
  let text = "";
  for (const [e, decision, variation] of all) {
    decisions[e[0]] = decision;
    text += `${decision.variation} ${decision.reason} `;
    const at = variation && (stage ? stage(e) : 2);
    if (at) wanted.set(e, variation!);
    if (at == 2) sure.add(e);
  }
  known.decisions = decisions;
  if (show && told != (told = text)) emit({ type: "decision", ...known });
  for (const [e, [variation, undos]] of [...shown].reverse())
    if (wanted.get(e) != variation) {
      shown.delete(e);
      for (const undo of undos.reverse()) undo();
    }
  if (show)
    for (const [e, variation] of wanted)
      if (sure.has(e) && !shown.has(e)) {
        const undos: (() => unknown)[] = [];
        shown.set(e, [variation, undos]); // first, as a change may turn the page
        for (const undo of reveal(e[0], variation, emit, show)) if (undo) undos.push(undo);
      }
  return sure;
};
