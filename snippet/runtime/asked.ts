/**
 * Loads the file for what the address asks for, of what visitors do not need: from beside `source`. It does what is left to
 * do, or leaves it to the snippet; so does a file that does not come.
 */
export const asked = (start: () => unknown, source: string): void => {
  const parameters = location.search.match(/\blk_(disable|force|opt_out|debug)\b[^&]*/g);
  if (!parameters) {
    start();
    return;
  }
  const script = document.createElement("script");
  script.nonce = document.querySelector<HTMLElement>("script[nonce]")?.nonce || "";
  script.onload = script.onerror = () => start();
  try {
    // Only these parameters leave the page: the rest of the query is the site's own.
    script.src = `${source.replace(/asked\.js(\?.*)?$/, "preview.js")}?${parameters.join("&")}`;
    document.documentElement.append(script);
  } catch {
    start(); // the page trusts no addresses but its own (require-trusted-types-for)
  }
};
