import { open } from "./api";
import { readPins } from "./cookies";
import type { Decided } from "./decide";
import { expose } from "./expose";
import { follow } from "./follow";
import { guard } from "./guard";
import { jar } from "./jar";
import type { Show } from "./reveal";
import { again, lookWith, turn, turning } from "./turn";
import type { Decision, Experiment, Identify, Pins, Project, Visit } from "./types";

/**
 * The main of projects whose pages live on: looks again and again, and decides by the address and the pins as they are then.
 * What was exposed stays as it was decided until the page view ends; only another page or another visitor ends it before.
 * So nobody else is let in than at its begin: pins that came meanwhile, our own as well, may let in what excludes it.
 * `stage` is there where experiments wait; `starts` are the parts that have something to watch.
 */
export const live = (
  [revision, visitorName, bucketsName]: Project,
  decide: (visit: Visit, pins: Pins) => Decided[],
  show: Show,
  identify: Identify,
  starts: (() => void)[],
  stage?: (e: Experiment) => number,
): void => {
  const known = { __proto__: null, revision } as unknown as Record<string, unknown>;
  const emit = open((name) => known[name]);
  if (!emit) return;
  const exposed = new Map<Experiment, Decided>();
  let seen = -1;
  let visitor: string;
  let reason: string;
  let stores: boolean | undefined; // undefined: it may not
  let due: boolean | undefined;
  let begin: Pins;
  const beginAgain = () => {
    seen = -1;
    again();
  };
  const look = guard(() => {
    const begins = seen != turn;
    if (begins) {
      seen = turn;
      exposed.clear();
      [visitor, stores, reason] = identify(visitorName, beginAgain);
      due ||= stores;
    }
    const visit: Visit = { visitor, revision, layers: {}, holdout: false, reason };
    const pins: Pins = stores == null ? new Map() : readPins(jar(), bucketsName);
    if (begins) begin = pins;
    const now = decide(visit, pins);
    const then = begins ? now : decide({ ...visit }, begin);
    const all = now.map((decided, i) =>
      decided[1].reason == "page" ? decided : exposed.get(decided[0]) || (then[i][2] ? decided : then[i]),
    );
    const shown = follow(Object.assign(known, visit), emit, all, turning ? undefined : show, stage);
    // A change that has turned the page, or a page that nobody sees yet, exposes nothing.
    if (turning || seen != turn || stores == null || (document as { prerendering?: boolean }).prerendering) return;
    const fresh = all.map((decided): Decided => {
      const [e, { reason }] = decided;
      if (!shown.has(e) || exposed.has(e)) return [e, { variation: null, reason }];
      exposed.set(e, decided);
      return decided;
    });
    expose(bucketsName, visit, emit, fresh, known.decisions as Record<string, Decision>, due!);
    due = false;
  });
  for (const start of starts) start();
  document.addEventListener("prerenderingchange", beginAgain);
  lookWith(look);
};
