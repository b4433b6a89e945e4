/** Where the address forces a variation, loads the preview from beside this script; without it, starts as always. */
export const preview = (start: () => unknown): unknown => {
  const forced = /\blk_force=[^&]+/.exec(location.search);
  const source = (document.currentScript as HTMLScriptElement | null)?.src;
  if (!forced || !source) return start();
  const script = document.createElement("script");
  // Only this parameter leaves the page: the rest of the query is the site's own.
  script.src = source.replace(/\.js(\?.*)?$/, `.preview.js?${forced}`);
  script.onerror = start;
  document.documentElement.append(script);
};
