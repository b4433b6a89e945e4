import { open } from "./api";
import { readPins, write } from "./cookies";
import type { Decided } from "./decide";
import { jar } from "./jar";
import { pin, print } from "./pins";
import { reveal, type Show } from "./reveal";
import type { Pins, Project } from "./types";
import { identify } from "./visitor";

/** Decides and shows everything, once, before the script ends; then pins what was shown. */
export const start = (
  [revision, visitorName, bucketsName]: Project,
  decide: (visitor: string, pins: Pins) => Decided[],
  show: Show,
): void => {
  const known = open(revision);
  if (!known) return;
  const header = jar();
  const [visitor, due] = identify(header, visitorName);
  const pins = readPins(header, bucketsName);
  const before = print(pins);
  const all = decide(visitor, pins);
  const decisions = reveal(known, visitor, all, show);
  for (const [[id], { variation, reason }] of all) if (reason != "forced" && variation) pin(pins, id, variation);
  // Pins of experiments that do not run stay while there is room: they may run again.
  for (const [id] of pins) if (print(pins).length > 1e3 && !decisions[id]) pins.delete(id);
  const after = print(pins);
  if (pins.size && (due || after != before)) write(bucketsName, after);
};
