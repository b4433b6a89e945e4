import type { Decided } from "./decide";
import { pin } from "./pins";
import type { Decision, Pins } from "./types";
import { utf8 } from "./utf8";

/** Decisions without a page: for tests, and for pages that show what many visitors would meet. */
export const decider =
  (decide: (visitor: string, pins: Pins, address: string) => Decided[]) =>
  (visitor: string, pinned: [string, string][], address: string): Record<string, Decision> => {
    const pins: Pins = new Map();
    for (const [experiment, variation] of pinned) pin(pins, experiment, variation);
    return Object.fromEntries(decide(utf8(visitor), pins, address).map(([[id], decision]) => [id, decision]));
  };
