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
];

/** A regular expression, or what the address must come to (address.ts). */
export type Condition = RegExp | string;

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
  /** By scope: what stands before an experiment's id in its keys. */
  layers?: string[],
  holdoutShare?: number,
  groups?: Group[],
  holdouts?: Holdout[],
  /** Experiments that do not run, in a preview alone. */
  others?: Experiment[],
];

export type Reason = string;
export type Decision = { variation: string | null; reason: Reason };

/** Pins, oldest first: experiment to variation. */
export type Pins = Map<string, string>;

/**
 * Looks at a whole visit once, then says for an experiment why it is shut out, "" if it is not. `pinned` are the experiments
 * with a valid pin, oldest first.
 */
export type Gate = (project: Project, visitor: string, pinned: Experiment[]) => (experiment: Experiment) => Reason;
