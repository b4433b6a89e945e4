import { bucket } from "./hash";
import type { Experiment, Gate, Group, Slot } from "./types";

const lists = (slot: Slot | undefined, e: Experiment) => slot?.[1].includes(e[0]);

const named = ([, slots]: Group, visitor: string) => slots.find((slot) => slot[2]?.includes(visitor));

const atBucket = ([salt, slots]: Group, visitor: string) => {
  const b = bucket(visitor, `g/${salt}`);
  return slots.find(([ranges]) => ranges.some((from, i) => i % 2 == 0 && from <= b && b < ranges[i + 1]));
};

const member = ([, slots]: Group, e: Experiment) => slots.some((slot) => lists(slot, e));

/** Groups that rebucket: a pin outside the visitor's slot is valid nowhere. So this gate stands before all others. */
export const rebucket: Gate = (project, { visitor }, pinned) => {
  for (const group of project[6]!)
    for (const [e] of pinned)
      if (group[2] && member(group, e) && !lists(named(group, visitor) || atBucket(group, visitor), e))
        pinned.delete(e);
  return () => "";
};

/** Exclusion groups, as engine/slots.go decides them. */
export const slots: Gate = (project, { visitor }, pinned) => {
  const found = project[6]!.map((group): [Group, Slot | undefined] => {
    let slot = named(group, visitor);
    if (!slot) {
      slot = atBucket(group, visitor);
      const newest = [...pinned.keys()].filter((e) => member(group, e)).pop();
      // In a group that rebuckets, the pins that are left lie in the slot already.
      if (newest && !lists(slot, newest)) slot = group[1].find((other) => lists(other, newest));
    }
    return [group, slot];
  });
  return (e) => (found.some(([group, slot]) => member(group, e) && !lists(slot, e)) ? "slot" : "");
};
