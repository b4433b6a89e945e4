/**
 * Adds a style sheet to the page and returns what switches it, off unless told otherwise. It wins over the site's own rules
 * of the same weight, also those still to come. A constructed sheet needs no leave of a Content-Security-Policy and no place
 * in the page. Browsers from before March 2023 have none that could be added so, and throw: see sheets in snippet/entry_changes.go.
 */
export const style = (css: string): ((on?: unknown) => void) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  return (on) => {
    sheet.disabled = !on;
  };
};
