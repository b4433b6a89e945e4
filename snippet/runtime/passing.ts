import { readVisitor, write } from "./cookies";
import { jar } from "./jar";
import { id } from "./supplied";
import type { Identify } from "./types";
import { mint } from "./visitor";

let visitor = "";

/** Somebody for this page view, of whom nothing is stored. */
export const passing: Identify = () => [(visitor ||= id || mint()), undefined, ""];

/**
 * The visitor of the cookie; where there is none, the one of this page view stays, so that nothing changes on the screen.
 * In the same way whoever may not be stored any more stays until the page view ends.
 */
export const staying =
  (identify: Identify): Identify =>
  (name, look) => {
    const known = readVisitor(jar(), name);
    const who = identify(name, look);
    if (who[0] && !known && !id && visitor) {
      // Written a moment ago for somebody else: the time when it was stays.
      write(name, visitor + readVisitor(jar(), name).slice(32));
      who[0] = visitor;
    }
    visitor = who[0];
    return who;
  };
