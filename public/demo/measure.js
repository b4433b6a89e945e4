// Lets the real runtime decide for made-up visitors, and counts. Nothing here knows how it decides.

import { exclude, isLetIn } from "./experiments.js";

/** A visitor id as the snippet makes it: 128 random bits in 32 hex digits. */
const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The experiments that exclude each other, once for each pair. */
const rivals = (experiments) =>
  experiments.flatMap((a, i) => experiments.slice(i + 1).filter((b) => exclude(a, b)).map((b) => [a.id, b.id]));

const counters = (experiments) => ({
  visitors: 0,
  letIn: Object.fromEntries(experiments.map(({ id }) => [id, 0])),
  enters: Object.fromEntries(experiments.map(({ id }) => [id, 0])),
  sharing: {}, // by group: let into at least one of its shared experiments
  toGroups: 0, // not let into any [ME] experiment
  together: 0, // let into two that exclude each other
  heldOut: 0, // let into a holdout
  leaked: 0, // of those: also let into an experiment of the holdout's scope
});

const count = (counts, experiments, pairs, decisions) => {
  const inside = experiments.filter(({ id }) => isLetIn(decisions[id]));
  const ids = new Set(inside.map(({ id }) => id));
  counts.visitors++;
  for (const { id } of inside) {
    counts.letIn[id]++;
    if (decisions[id].variation !== null) counts.enters[id]++;
  }
  for (const scope of new Set(inside.filter((e) => e.scope && e.role === "shared").map((e) => e.scope)))
    counts.sharing[scope] = (counts.sharing[scope] ?? 0) + 1;
  if (!inside.some((e) => e.scope === "[ME]")) counts.toGroups++;
  if (pairs.some(([a, b]) => ids.has(a) && ids.has(b))) counts.together++;
  const holdouts = inside.filter((e) => e.role === "holdout");
  if (holdouts.length) counts.heldOut++;
  if (holdouts.some((holdout) => inside.some((e) => e !== holdout && exclude(holdout, e)))) counts.leaked++;
};

/**
 * Decides for `number` new visitors on the page at `address`. It works for at most 12 ms at a time, so that the page
 * stays responsive, and says after each stretch which part is done, 0 to 1.
 */
export const measure = async (experiments, number, address, progress) => {
  const decide = globalThis.lanekeeperDecide;
  const counts = counters(experiments);
  const pairs = rivals(experiments);
  while (counts.visitors < number) {
    for (const until = performance.now() + 12; counts.visitors < number && performance.now() < until; )
      count(counts, experiments, pairs, decide(mint(), [], address));
    progress(counts.visitors / number);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return counts;
};

/** Twice the standard error of a share that was measured on n visitors. */
export const margin = (share, n) => 2 * Math.sqrt((share * (1 - share)) / n);
