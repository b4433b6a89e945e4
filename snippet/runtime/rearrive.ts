import { restyle } from "./restyle";
import type { Safe } from "./reveal";
import { complete, watch } from "./watch";

type Waits = [selector: string, run: (element: Element) => void];

const had = new WeakMap<object, WeakSet<Element>>();

/**
 * arrive for pages that live on: it can be ended, and begin again. Nothing can know how to undo somebody's code, so an
 * element that has had it does not get it again; one that is new does. Where all was undone, it may begin anew. A selector
 * that has found nothing when `cap` is over, in a page that has loaded, is told as an error, and waited for on.
 */
export const rearrive = (waits: Waits, safe: Safe, cap = 1e3, change: object = waits): ((undone?: unknown) => void) => {
  const [selector, run] = waits;
  const elements = had.get(change) || new WeakSet();
  had.set(change, elements);
  let waiting: boolean | undefined = true;
  let hidden: (() => void) | undefined;
  const show = () => {
    hidden?.();
    hidden = undefined;
  };
  const attempt = safe(() => {
    const element = waiting && document.querySelector(selector);
    if (!waiting || !complete(element as Node | null)) return waiting;
    waiting = false;
    show();
    if (elements.has(element as Element)) return;
    elements.add(element as Element);
    run(element as Element);
  });
  const late = safe(() => {
    show();
    if (document.readyState != "complete") addEventListener("load", late, { once: true });
    else if (waiting) throw Error(`nothing matches ${selector}`);
  });
  if (attempt()) {
    if (cap) hidden = restyle(`${selector}{visibility:hidden!important}`);
    setTimeout(late, cap);
    watch(attempt);
  }
  return (undone) => {
    waiting = false;
    show();
    if (undone) had.delete(change);
  };
};
