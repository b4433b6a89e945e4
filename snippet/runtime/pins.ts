import type { Pins } from "./types";

/** Puts a pin at the end: of two for one experiment the last counts, at its place. */
export const pin = (pins: Pins, experiment: string, variation: string): void => {
  pins.delete(experiment);
  pins.set(experiment, variation);
};

/** The bucket cookie's value: each pair prints with a comma, which no id holds. */
export const print = (pins: Pins): string => [1, ...pins].join("~").replace(/,/g, ".");
