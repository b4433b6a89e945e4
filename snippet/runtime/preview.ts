/**
 * Where the address asks for what visitors do not need, leaves it to a module that stands beside this script (asked.ts): it
 * is loaded with the rights that the page gave to this one. Without it, starts as always.
 */
export const preview = (start: () => unknown): unknown =>
  /[?&]lk_[dfo]/.test(location as unknown as string)
    ? import(
        (document.currentScript as HTMLScriptElement | null)?.src.replace(/\.js(\?.*)?$/, ".asked.js") as string
      ).then((module) => module.asked(start), start)
    : start();
