import { guard } from "./guard";
import type { Safe } from "./reveal";

let waiting: (() => unknown)[] = [];
let observer: MutationObserver | undefined;

const look = guard(() => {
  waiting = waiting.filter((attempt) => attempt());
  if (!waiting[0]) observer!.disconnect();
});

/**
 * Runs once, with the first element that matches, the moment it is complete: a node follows it or an ancestor, or loading
 * has ended. Until then the parser may still add children.
 */
export const arrive = ([selector, run]: [selector: string, run: (element: Element) => void], safe: Safe): void => {
  const attempt = safe(() => {
    const element = document.querySelector(selector);
    let node: Node | null = element;
    while (node && !node.nextSibling && document.readyState == "loading") node = node.parentNode;
    if (!node) return true;
    run(element!);
  });
  if (attempt()) {
    waiting.push(attempt);
    observer ||= new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true }); // again is the same as once, here and below
    document.addEventListener("readystatechange", look); // a page's last element has nothing after it
  }
};
