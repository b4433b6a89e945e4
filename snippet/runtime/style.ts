/**
 * Adds a style sheet to the page: one for each change, so that each can be taken away again. It stands behind the head,
 * so that it wins over the site's own rules of the same weight, also those still to come.
 */
export const style = (css: string): void => {
  const element = document.createElement("style");
  element.textContent = css;
  document.documentElement.append(element);
};
