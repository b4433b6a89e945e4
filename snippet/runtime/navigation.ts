import { guard } from "./guard";
import { again, turnPage } from "./turn";

/** The address without a place inside the page. "#/cart" and "#!cart" are pages, as some applications write them. */
const page = () => location.href.replace(/#(?![/!]).*/, "");

/**
 * Watches the address: by the browser's own event where there is one, else by history's methods, which keep their results
 * and errors, then by the events that tell of the rest. A new place inside the page is looked at, but begins no page view.
 */
export const navigation = (): void => {
  let address = location.href;
  let current = page();
  const look = guard(() => {
    if (address != (address = location.href)) current != (current = page()) ? turnPage() : again();
  });
  const browser = (window as { navigation?: EventTarget & { currentEntry?: unknown } }).navigation;
  // An element with that id would be here, too.
  if (browser?.currentEntry) browser.addEventListener("currententrychange", look as () => void);
  else
    for (const name of ["pushState", "replaceState"] as const) {
      const before = history[name];
      try {
        history[name] = (...all) => {
          const result = before.apply(history, all);
          look();
          return result;
        };
      } catch {} // a page may have frozen it
    }
  for (const event of ["popstate", "hashchange"]) addEventListener(event, look as () => void, true);
  addEventListener("pageshow", (event) => event.persisted && turnPage());
};
