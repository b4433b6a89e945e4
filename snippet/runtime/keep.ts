/** What was made of an element: whether it still holds, what takes it back, and the node that must stay in the page for it. */
export type Made = [holds: () => unknown, undo: () => void, stays?: Node];

/** Nodes that changes have brought: such a change leaves them alone, else it could go on without an end. */
export const ours = new WeakSet<Node>();

/** By element, and by what of it: what brings back the value before each change, the last one on top. */
const changed = new WeakMap<Element, Record<string, [restore: () => void][]>>();

/**
 * Keeps a change to a thing of an element, of which others may be changing the same: the last one holds. Taking one back
 * restores what was before it, unless the page has changed that since; if one goes from below, the next inherits.
 */
export const keep = (element: Element, thing: string, restore: () => void, holds: () => unknown): Made => {
  const things = changed.get(element) || { __proto__: null as never };
  changed.set(element, things);
  things[thing] ||= [];
  const stack = things[thing];
  const mine: [() => void] = [restore];
  stack.push(mine);
  return [
    () => stack[stack.length - 1] != mine || holds(),
    () => {
      const place = stack.indexOf(mine);
      const next = stack[place + 1];
      if (place < 0) return;
      stack.splice(place, 1);
      if (next) {
        const later = next[0];
        next[0] = () => {
          later();
          mine[0]();
        };
      } else if (holds()) mine[0]();
      else for (const other of stack) other[0] = () => {};
    },
  ];
};

/** Keeps another value of a thing that can be read and written. */
export const swap = <T>(element: Element, thing: string, read: () => T, write: (value: T) => void, value: T): Made => {
  const before = read();
  const put = (next: T) => read() == next || write(next); // the same again can load an image again
  put(value);
  const after = read();
  return keep(
    element,
    thing,
    () => put(before),
    () => read() == after,
  );
};
