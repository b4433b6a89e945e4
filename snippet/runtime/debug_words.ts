import type { Holds } from "./audience";
import { there } from "./there";
import type { Clause, Condition, Experiment, Moment } from "./types";

export const yes = (is: unknown): string => (is ? "yes" : "no");

/** A tag as people write it; it is printed as UTF-8, a character for each byte. */
export const readableTag = (tag: string): string => decodeURIComponent(escape(tag));

const text = (value: unknown): string =>
  Array.isArray(value)
    ? `${value[0] ?? ""} to ${value[1] ?? ""}`
    : typeof value == "string"
      ? `"${value}"`
      : `${value}`;

/** The answers of a tree of clauses: "all of (device /^phone$/: yes, not (cookie plan: no))". */
export const clause = ([kind, argument, test]: Clause, kinds: string[], holds: Holds): string => {
  const name = kinds[kind];
  const inner = (one: unknown) => clause(one as Clause, kinds, holds);
  if (name == "not") return `not (${inner(argument)})`;
  if (name == "all" || name == "any") return `${name} of (${(argument as Clause[]).map(inner).join(", ")})`;
  const about = [name, typeof argument == "string" || argument instanceof RegExp ? argument : "", test && text(test)];
  return `${about.filter(Boolean).join(" ")}: ${yes(holds([kind, argument, test]))}`;
};

const waited = (moment: Moment): string =>
  `${typeof moment == "string" ? `element ${moment}` : typeof moment == "function" ? "condition" : `call ${moment[0]}`}: ${yes(there(moment))}`;

/** What an experiment waits for, "" where it does not. */
export const waits = ({ 10: place }: Experiment, moments: (Moment | undefined)[] = []): string =>
  place ? waited(moments[place]!) : "";

type Page = [include: Condition[], exclude: Condition[], moment?: number];

/** The answers of an experiment's pages. `active` is asked for one condition at a time, in the shape that the project has. */
export const pages = (on: unknown[], active: (on: never) => boolean, moments: (Moment | undefined)[] = []): string => {
  const flat = !Array.isArray(on[0]);
  return (flat ? [[on, []]] : on)
    .map((page) => {
      const [include, exclude, moment] = page as Page;
      const now = moment == null ? moment : 0;
      const each = (c: Condition) => {
        const is = active((flat ? [c] : [[[c], [], now]]) as never);
        return Array.isArray(c) ? `query ${c[0]} as wanted: ${yes(!is)}` : `${text(c)}: ${yes(is)}`;
      };
      const parts = include.map(each);
      if (exclude.length) parts.push(`not on ${exclude.map(each).join(", ")}`);
      return parts.concat(moment ? waited(moments[moment]!) : []).join(", ");
    })
    .join("; or ");
};
