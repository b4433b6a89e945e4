import type { Holds } from "./audience";
import { clause, pages, waits, yes } from "./debug_words";
import type { Decided } from "./decide";
import { bucket } from "./hash";
import type { Decision, Experiment, Gate, Pins, Project, Reason } from "./types";

/** What the entry prints beside the project: the kinds of clauses by their numbers, and the reasons in words. */
export type Words = { kinds: string[]; reasons: Record<Reason, string> };

/** One look at a visit: what would be decided now, and by what. */
export type Look = {
  all: Decided[];
  gates: [name: string, gate: Gate][];
  active?: (on: never) => boolean;
  holds?: Holds;
};

/** A look, the visitor as hashed ("": nobody), the pins, the moment in seconds, and the gates as they answered. */
export type Seen = Look & {
  id: string;
  pins: Pins;
  now: number;
  gated: [name: string, why: (e: Experiment) => Reason][];
};

const date = (seconds?: number) => (seconds == null ? "" : new Date(seconds * 1e3).toISOString());

/** The line of an experiment: what the page decided, and each condition, true or false, with the numbers. */
export const row = (e: Experiment, made: Decision | undefined, project: Project, seen: Seen, words: Words) => {
  const [id, variations, , , on, traffic = 1e4, salt = id, forced, audiences, range] = e;
  const line: Record<string, unknown> = {
    variation: made?.variation,
    reason: made?.reason,
    "in words": made && words.reasons[made.reason],
  };
  if (range)
    line.schedule = `${yes(!(seen.now < range[0]! || seen.now >= range[1]!))}: ${date(range[0])} to ${date(range[1])}`;
  if (seen.id) {
    for (const [name, why] of seen.gated) if (name) line[name] = yes(!why(e));
    const held = (project[7] || []).filter((group) => group[2].includes(id));
    if (held.length)
      line.holdout += held.map(([name, share]) => `, bucket ${bucket(seen.id, `h/${name}`)} of ${share}`).join("");
    for (const [name, slots] of project[6] || [])
      if (slots.some((slot) => slot[1].includes(id))) line.slot += `, bucket ${bucket(seen.id, `g/${name}`)}`;
  }
  if (on && seen.active) line.page = `${yes(seen.active(on as never))}: ${pages(on, seen.active, project[10])}`;
  if (audiences) {
    const list = audiences.map((place) => project[9]![place]);
    const { kinds } = words;
    line.audience = `${yes(list.some(seen.holds!))}: ${list.map((one) => clause(one, kinds, seen.holds!)).join("; or ")}`;
  }
  line["waits for"] = waits(e, project[10]) || undefined;
  line.pin = seen.pins.get(id);
  if (seen.id) {
    const at = bucket(seen.id, `t/${salt}`);
    line.traffic = traffic < 1e4 ? `${yes(at < traffic)}: bucket ${at} of ${traffic}` : "yes: all";
    let rest = bucket(seen.id, `e/${salt}`);
    line.bucket = `${rest}: ${variations.find((v) => (rest -= v[1]) < 0)?.[0]}`;
    line.forced = forced?.[seen.id];
  }
  return line;
};
