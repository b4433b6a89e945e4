import type { Decided } from "./decide";
import type { Visit } from "./types";

/** Decides, and then names the layers as people write them: they are hashed as UTF-8, a character for each byte. */
export const readable = (visit: Visit, decide: () => Decided[]): Decided[] => {
  const all = decide();
  for (const [tag, winner] of Object.entries(visit.layers)) {
    delete visit.layers[tag];
    visit.layers[decodeURIComponent(escape(tag))] = winner;
  }
  return all;
};
