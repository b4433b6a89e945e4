import type { Safe } from "./reveal";
import { style } from "./style";

/**
 * Runs once, with the first element that matches, the moment the parser has left it (watch.ts says when that is); what
 * matches is hidden until then, but not for longer than `cap`. A selector that has found nothing when the page has loaded is
 * told as an error, and waited for on. Most of this is watch.ts once more: parts cost bytes.
 */
export const arrive = (
  [selector, run]: [selector: string, run: (element: Element) => void],
  safe: Safe,
  cap = 1e3,
): void => {
  let show: (() => void) | undefined;
  let missing: number | undefined = 1;
  const attempt = safe(() => {
    const element = missing && document.querySelector(selector);
    let node = element as Node | null;
    while (node && (node == document.body || !node.nextSibling) && document.readyState == "loading")
      node = node.parentNode;
    if (node) {
      missing = observer.disconnect() as undefined;
      show?.();
      run(element as Element);
    }
    return missing;
  });
  const observer = new MutationObserver(attempt);
  if (attempt()) {
    setTimeout((show = style(`${selector}{visibility:hidden!important}`)), cap);
    addEventListener(
      "load",
      safe(() => {
        if (missing) throw Error(`nothing matches ${selector}`);
      }),
    );
    observer.observe(document, { childList: true, subtree: true });
    document.addEventListener("readystatechange", attempt); // a page's last element has nothing after it
  }
};
