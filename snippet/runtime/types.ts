// The shapes that the Go side prints (snippet/data.go) and this runtime reads. They are tuples: positions cost no
// bytes, and names would have to be mangled alike on both sides.

/** A variation: its id, its weight in 10,000ths, its changes. */
export type Variation = [id: string, weight: number, ...changes: Change[]];

/** CSS as text, JavaScript as a function, or JavaScript that waits for a selector. */
export type Change = string | (() => void) | [selector: string, run: (element: Element) => void];

/** A running experiment. Absent places have their defaults: untagged, shared, everywhere, all traffic, salt = id. */
export type Experiment = [
  id: string,
  variations: Variation[],
  /** 0 untagged, 1 `[ME]`, from 2 the groups; an index into the layers' keys. */
  scope?: number,
  /** 0 shared, 1 exclusive, 2 holdout. */
  role?: number,
  /** The conditions of its pages; where some page of the project excludes, [include, exclude] pairs. */
  on?: Condition[] | Condition[][][],
  traffic?: number,
  salt?: string,
  forced?: Record<string, string>,
  /** Any of these, as indexes into the project's. */
  audiences?: number[],
  /** When it runs, [start, stop), in seconds since 1970. */
  schedule?: Range,
  /** What it waits for before it is shown; an index into the project's. */
  waitFor?: number,
];

/** An element that has to be there, code that has to return something true, or the name of a call that the page has to make. */
export type Moment = string | (() => unknown) | [name: string];

/** A regular expression, what the address must come to (address.ts), or a parameter that is not as a page wants it. */
export type Condition = RegExp | string | Lack;
export type Lack = [name: string, test?: ClauseTest];

/**
 * A condition on the visitor: its kind, as the entry numbers them; what it is about: a name, or for all and any the
 * clauses within; and what its text has to be. Without a test the kind itself says whether it holds.
 */
export type Clause = [kind: number, argument?: unknown, test?: ClauseTest];

/** An exact text, an expression, or [min, max) of numbers, of which either may be missing. */
export type ClauseTest = string | RegExp | Range;
export type Range = [min?: number, max?: number];

/** An exclusion group: its salt, its slots, whether it rebuckets. */
export type Group = [salt: string, slots: Slot[], rebuckets?: number];

/** A slot: [from, to) pairs of buckets in a row, its experiments, the visitors it names. */
export type Slot = [ranges: number[], experiments: string[], visitors?: string[]];

/** A holdout group: its salt, its share in 10,000ths, its experiments. */
export type Holdout = [salt: string, share: number, experiments: string[]];

/** Everything about a project that the snippet knows. */
export type Project = [
  revision: number,
  /** The cookies' names. */
  visitor: string,
  buckets: string,
  experiments: Experiment[],
  /** The project's id, then by scope its tag; both stand before an experiment's id in its keys. */
  layers?: string[],
  holdoutShare?: number,
  groups?: Group[],
  holdouts?: Holdout[],
  /** Experiments that do not run, in a preview alone. */
  others?: Experiment[],
  audiences?: Clause[],
  /** What pages and experiments wait for; the first place stays empty. */
  moments?: (Moment | undefined)[],
];

export type Reason = string;
export type Decision = { variation: string | null; reason: Reason };

/** Pins, oldest first: experiment to variation. */
export type Pins = Map<string, string>;

/**
 * Who the visitor is: an id, or "" and the reason why nobody can be let in. `due` says whether the cookies are to be written
 * anew; it is undefined where nothing may be stored, and so nothing exposed.
 */
export type Identity = [visitor: string, due: boolean | undefined, reason: Reason];

/** Finds out who the visitor is. What it gives may change later, and then it asks for another `look`. */
export type Identify = (visitorName: string, look?: () => void) => Identity;

/** What one look at a visitor found, beside the decisions: it goes with every exposure. */
export type Visit = {
  visitor: string;
  /** Why nobody can be let in; else "". */
  reason: Reason;
  revision: number;
  /** By scope ("[ME]"): the experiment that has the visitor, or null; of the layers that were asked. */
  layers: Record<string, string | null>;
  /** Whether the visitor's bucket is a holdout's, whatever they are pinned to. */
  holdout: boolean;
};

/**
 * Looks at a whole visit once, then says for an experiment why it is shut out, "" if it is not. `pinned` are the experiments
 * with a valid pin, oldest first, and the variations that they are pinned to.
 */
export type Gate = (
  project: Project,
  visit: Visit,
  pinned: Map<Experiment, Variation>,
) => (experiment: Experiment) => Reason;

/** The event that tells of one: docs/events.md. */
export type Exposure = Visit & Decision & { type: "exposure"; experiment: string; id: string };
