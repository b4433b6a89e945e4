import type { Moment } from "./types";

/** The names that the page has called since it was loaded. */
export const called = new Set<string>();

/** Reports whether what a page or an experiment waits for is there now. Nothing is waited for. */
export const there = (moment: Moment): boolean => {
  try {
    if (typeof moment == "string") return !!document.querySelector(moment);
    return typeof moment == "function" ? !!moment() : called.has(moment[0]);
  } catch {
    return false;
  }
};
