import type { Decided } from "./decide";
import { jar } from "./jar";
import type { Identify, Visit } from "./types";
import { utf8 } from "./utf8";

/** The visitor's id, where the page has one: "" where it did not say. */
export let id = "";

let late: unknown;

/** Takes an id of 1 to 128 code points, before anybody has asked for it. What throws here is told in the console. */
export const supply = (call: { id: string }): void => {
  const given = call.id;
  if (late || !given.match?.(/^[^]{1,128}$/u))
    throw Error("A visitor's id has 1 to 128 characters, and comes before the tag.");
  utf8(given); // refuses halves of characters
  id = given;
};

/** The visitor that the page has named, of whom no cookie is written; where it named none, the one that `identify` finds. */
export const supplied =
  (identify: Identify): Identify =>
  (name, look) => {
    late = true;
    if (!id) return identify(name, look);
    // The same as in visitor.ts, where sharing it would cost all who do not need it.
    const header = jar();
    const prefix = name.slice(0, -7);
    if (header.includes(`${prefix}opt_out=1`)) return ["", false, "opt-out"];
    const due = !header.includes(`${prefix}day=1`);
    if (due) jar(`${prefix}day=1;path=/;max-age=86400`);
    return [id, due, ""];
  };

/** Decides with the visitor in the form that is hashed. */
export const hashed = (visit: Visit, decide: () => Decided[]): Decided[] => {
  const { visitor } = visit;
  visit.visitor = utf8(visitor);
  const all = decide();
  visit.visitor = visitor;
  return all;
};
