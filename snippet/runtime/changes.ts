import { styles } from "./change_style";
import type { Made } from "./keep";
import type { Safe } from "./reveal";
import { noticed, watch } from "./watch";

/** A change as data: which elements, the kind, and what that needs. */
export type Tuple = [selector: string, kind: string, value?: unknown, name?: unknown];

/** Makes something of an element. Where that has to wait, it gives undefined to have it hidden, or null to leave it alone. */
export type Kind = (element: Element, value: never, name: never) => Made | null | undefined;

/**
 * Changes all elements that match, now and later, and gives what takes that back. What the page has undone is made again;
 * but where that happens within a tenth of a second, more than ten times in one, the two are at odds, and the change ends.
 * An element that leaves the page gets back what it had. One that has to wait is hidden, but not for longer than `cap`.
 * Where nothing was changed by then, in a page that has loaded, that is told as an error.
 */
export const change = (
  [selector, type, value, name]: Tuple,
  safe: Safe,
  kinds: Record<string, Kind>,
  cap = 1e3,
): (() => void) => {
  const held = new Map<Element, [made: Made, since: number]>();
  const hidden = new Map<Element, Made>();
  const lost: number[] = [];
  let missing = true;
  let ended: boolean | undefined;

  const attempt = safe(() => {
    const now = Date.now();
    let fight: boolean | undefined;
    if (ended) return;
    for (const [element, [[holds, undo, stays = element], since]] of held)
      if (!stays.isConnected || !holds()) {
        fight ||= now - since < 100;
        undo();
        held.delete(element);
      }
    if (fight && lost.push(now) > 10 && now - lost.shift()! < 1e3) throw Error(`at odds with the page: ${selector}`);
    for (const element of document.querySelectorAll(selector)) {
      const made = held.has(element) || kinds[type](element, value as never, name as never);
      if (made === undefined) hide(element);
      else if (made && made != true) {
        missing = false;
        held.set(element, [made, now]);
        hidden.get(element)?.[1]();
      }
    }
    for (const element of hidden.keys()) if (!element.isConnected) hidden.delete(element);
    return true;
  });
  const late = safe(() => {
    if (document.readyState != "complete") addEventListener("load", late);
    else if (missing && !ended) throw Error(`nothing matches ${selector}`);
  });
  const hide = (element: Element) => {
    if (cap && !hidden.has(element)) {
      const made = styles(element, "hidden!important", "visibility");
      hidden.set(element, made);
      setTimeout(made[1], cap);
    }
  };

  // Attributes that a kind changes or a selector reads. That some of these words are no attributes does no harm.
  const words = `${type} ${name} ${selector}`.match(/[\w-]+/g)!;
  noticed.attributeFilter = [...new Set([...(noticed.attributeFilter || ["id", "class", "src", "srcset"]), ...words])];
  noticed.characterData = true;
  if (attempt()) {
    watch(attempt);
    setTimeout(late, cap);
  }
  return safe(() => {
    ended = true;
    for (const [[, undo]] of [...held.values()].reverse()) undo();
    for (const [, undo] of hidden.values()) undo();
  });
};
