import type { Decided } from "./decide";
import { pin } from "./pins";
import type { Decision, Pins, Visit } from "./types";
import { utf8 } from "./utf8";

/** What a page would know of the visitor. What is left out is missing there. */
export type Facts = {
  /** As in document.cookie, document.referrer and so on. */
  cookie: string;
  referrer: string;
  languages: string[];
  timeZone?: string;
  viewport?: number;
  /** Classes of agent.ts. */
  device?: string;
  browser?: string;
  version?: number;
  os?: string;
  /** When the visitor's cookie was made, in seconds since 1970. */
  created?: number;
  attributes: Record<string, unknown>;
  dataLayer?: unknown;
};

/** The moment, in seconds since 1970 (without it every schedule counts as now), and facts. */
type More = Partial<Facts> & { now?: number };

const nothing: Facts = { cookie: "", referrer: "", languages: [], attributes: {} };

/** Decisions without a page: for tests, and for pages that show what many visitors would meet. JavaScript conditions are false. */
export const decider =
  (decide: (visit: Visit, pins: Pins, address: string, now: number | undefined, facts: Facts) => Decided[]) =>
  (visitor: string, pinned: [string, string][], address: string, more: More = {}): Record<string, Decision> => {
    const pins: Pins = new Map();
    for (const [experiment, variation] of pinned) pin(pins, experiment, variation);
    const visit = { visitor: utf8(visitor), revision: 0, layers: {}, holdout: false, reason: visitor ? "" : "storage" };
    const attributes = Object.assign(Object.create(null), more.attributes);
    const all = decide(visit, pins, address, more.now, { ...nothing, ...more, attributes });
    return Object.fromEntries(all.map(([[id], decision]) => [id, decision]));
  };
