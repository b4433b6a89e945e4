import { text } from "./attribute";

/** What is in a value under a path: its rest is [key, …]. Not to be mistaken for an undefined that is there, it comes in a list. */
const find = (value: unknown, path: string[], i: number): [unknown?] | undefined => {
  if (i == path.length) return [value];
  if (typeof value != "object" || !value) return i ? [] : undefined;
  // Enumerable properties are never inherited ones here, and leave out the length of lists.
  if ({}.propertyIsEnumerable.call(value, path[i]))
    return find((value as Record<string, unknown>)[path[i]], path, i + 1);
};

/**
 * Gives what a path such as "cart.items.0.sku" finds in a data layer: a list of what was pushed, or one object. As if
 * each entry were merged over those before it: of those that have the path, the newest counts.
 */
export const layer =
  (entries: unknown) =>
  (path: string): unknown => {
    for (const entry of ([] as unknown[]).concat(entries).reverse()) {
      const found = find(entry, path.split("."), 0);
      if (found) return text(found[0]);
    }
  };
