import { type Emit, guard } from "./guard";
import type { Clause, ClauseTest, Experiment } from "./types";

export type Holds = (clause: Clause) => boolean;

/**
 * What clauses of a kind are about: a text, for the clause's test; something else where there is no text; undefined where
 * there is nothing. Kinds whose clauses have no test say themselves whether those hold.
 */
export type Kind = (argument: never, holds: Holds) => unknown;

/**
 * Answers trees of clauses as docs/targeting.md has it for pages: nothing is unknown, and what is missing is false. Each
 * clause is isolated: one that throws is false, and told. `kinds` and `matches` are what the project uses of them.
 */
export const clauses = (kinds: Kind[], matches: (test: ClauseTest, text: string) => boolean, emit?: Emit): Holds => {
  const ask = guard(
    ([kind, argument, test]: Clause) => {
      const found = kinds[kind](argument as never, holds) ?? false;
      return test == null ? found !== false : typeof found == "string" && matches(test, found);
    },
    undefined,
    emit,
  );
  const holds: Holds = (clause) => !!ask(clause);
  return holds;
};

export const every: Kind = (list: Clause[], holds) => list.every(holds);
export const some: Kind = (list: Clause[], holds) => list.some(holds);
export const not: Kind = (clause: Clause, holds) => !holds(clause);

/** Says whether one of an experiment's audiences has the visitor. Each audience is asked once, when somebody wants to know. */
export const audience = (list: Clause[], holds: Holds): ((e: Experiment) => boolean) => {
  const known: boolean[] = [];
  return ([, , , , , , , , any]) => !any || any.some((i) => (known[i] ??= holds(list[i])));
};
