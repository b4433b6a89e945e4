import { again, turn, turning } from "./turn";
import type { Experiment, Moment, Project } from "./types";
import { noticed, watch } from "./watch";

/**
 * A moment in this page view. `holds` is what is said of it; `came`, that it has come since the address changed, which then
 * stays so. What held before, `former`, is in doubt for a second: frameworks take the old page away meanwhile.
 */
type State = { holds?: boolean; came?: boolean; found?: unknown; former?: unknown };

const calls = new Map<string, number>();
let page: number; // the page view that states are of
let states = new Map<Moment, State>();
let before = states;

/** Takes push({type: "page", name}). */
export const called = (call: { name: string }): void => {
  calls.set(call.name, turn);
  again();
};

/** The element, or whether it holds. What throws does not: most conditions do until the site's own scripts are there. */
export const find = (moment: Moment): unknown => {
  try {
    if (typeof moment == "string") return document.querySelector(moment);
    return typeof moment == "function" ? !!moment() : calls.get(moment[0]) == turn;
  } catch {}
};

const look = (moment: Moment, state: State) => {
  if (state.came) return;
  const found = find(moment);
  state.holds = !!found;
  state.came = state.holds && found != state.former;
  state.found = found || state.found;
};

/** Looks at what is waited for of that type, asks for more if something is known of it, and reports whether it waits on. */
const attempt = (type: string): boolean => {
  let waits = false;
  if (page == turn)
    for (const [moment, state] of states)
      if (typeof moment == type && !state.came) {
        const { holds } = state;
        look(moment, state);
        if (state.came || state.holds != holds) again();
        waits ||= !state.came;
      }
  return waits;
};

let watches = false;
let polls = false;
let delay: number;

/** Asks code every 50 ms at first, ever more seldom, and after some 50 s once a second; not while nobody sees the page. */
const poll = () => {
  polls = document.hidden || attempt("function");
  if (polls) setTimeout(poll, (delay = Math.min(delay * 1.02, 1e3)));
};

/** Reports whether a moment has come; if not, it is waited for. While the page turns, everything is as it was. */
export const has = (moment: Moment): boolean | undefined => {
  if (page != turn) {
    page = turn;
    before = states;
    states = new Map();
    delay = 50;
  }
  let state = states.get(moment);
  if (!state) {
    const last = turning ? before.get(moment) : undefined;
    // A change may have taken its own element away; it is back when that is undone.
    state = { holds: last?.holds, former: turning && (find(moment) || last?.found) };
    states.set(moment, state);
    if (state.former)
      setTimeout(() => {
        state!.former = 0;
        again();
      }, 1e3);
  }
  if (!turning) {
    look(moment, state);
    if (!state.came && typeof moment == "function") polls ||= !!setTimeout(poll, delay);
    if (!state.came && typeof moment == "string") {
      noticed.attributes = true; // an element may be there already, and come to match
      if (!watches) watch(() => (watches = attempt("string")));
      watches = true;
    }
  }
  return state.holds;
};

/**
 * Says of an experiment that has a variation: 0, it waits; 1, what it has waited for is in doubt, so that nothing is to
 * change; 2, it can be shown.
 */
export const stage =
  ({ 10: list }: Project) =>
  ([, , , , on, , , , , , waitFor = 0]: Experiment): number => {
    if (waitFor && !has(list![waitFor]!)) return 0;
    const doubtful = (page: { 2?: unknown }) => {
      const state = states.get(list![page[2] as number]!);
      return state?.holds && !state.came;
    };
    return [{ 2: waitFor }, ...((on || []) as [])].some(doubtful) ? 1 : 2;
  };
