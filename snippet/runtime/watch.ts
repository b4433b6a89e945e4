/** What is noticed of the page; attributes are, where changes depend on them. */
export const noticed: MutationObserverInit = { childList: true, subtree: true };

/** Tries at everything that happens in the page, before it is painted, until nothing true is given. */
export const watch = (attempt: () => unknown): void => {
  const look = () => {
    if (attempt()) return;
    observer.disconnect();
    document.removeEventListener("readystatechange", look);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, noticed);
  document.addEventListener("readystatechange", look); // a page's last element has nothing after it
};

/**
 * Reports whether the parser has left an element: a node follows it or an ancestor, or loading has ended. What follows the
 * body says nothing: scripts put things there while the parser is still inside.
 */
export const complete = (node: Node | null): unknown => {
  while (node && (node == document.body || !node.nextSibling) && document.readyState == "loading")
    node = node.parentNode;
  return node;
};
