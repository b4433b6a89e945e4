import type { Where } from "./guard";
import type { Safe } from "./reveal";
import type { Decision } from "./types";

type Page = {
  lanekeeper: { push: (call: unknown) => void; get: (name: string) => Record<string, Decision> };
};

let leaving: boolean | undefined;
let handed: boolean | undefined; // to the next page

const parameters = ({ search }: { search: string }): string[] => search.slice(1).split("&").filter(Boolean);
const named = (parameter: string): string => parameter.split("=")[0];

/** What is the same for two addresses that differ in the order of their parameters or in the fragment. */
const key = (address: URL | Location): string => address.origin + address.pathname + parameters(address).sort();

/**
 * Leaves for another address, unless this is it: once the exposure was told, which the next page tells again with the same
 * id, and the visitor pinned; forced ones at once. The page's parameters and fragment go along, where the address has none
 * of its own. Meanwhile nothing is shown, but not for longer than `cap`. Five times a minute are enough for an experiment:
 * somebody is sending the visitor back.
 */
export const redirect = (value: string, name: string, safe: Safe, { experiment }: Where, cap = 1e3): (() => void) => {
  const { push, get } = (window as unknown as Page).lanekeeper;
  const to = new URL(value, location.href);
  const own = parameters(to);
  const names = own.map(named);
  to.search = [...own, ...parameters(location).filter((other) => !names.includes(named(other)))].join("&");
  to.hash ||= location.hash;
  let ended = key(to) == key(location);
  const leave = safe(() => {
    const place = `${name}/${experiment}`;
    const now = Date.now();
    const times = (sessionStorage[place] || "").split(" ").filter((time: number) => now - time < 6e4);
    const { style } = document.documentElement;
    const { visibility } = style;
    if (ended || leaving) return;
    if (!/^https?:/.test(to.href) || times[4]) throw Error(`no redirect to ${to.href}`);
    sessionStorage[place] = [...times, now].join(" ");
    leaving = true;
    if (cap) style.visibility = "hidden";
    setTimeout(() => {
      leaving = false;
      style.visibility = visibility;
    }, cap);
    location.replace(to.href);
  });
  const soon = () => Promise.resolve().then(leave);
  if (get("decisions")[experiment].reason == "forced") soon();
  push({
    type: "on",
    event: "exposure",
    do: (exposure: { experiment: string }) => {
      if (ended || exposure.experiment != experiment) return;
      handed = true;
      sessionStorage[name] = JSON.stringify(exposure);
      soon();
    },
  });
  return () => {
    ended = true;
  };
};

/** Tells the exposure that a redirect has left to this page, unless this page has told one of that experiment. */
export const arrived = (name: string): void => {
  const { push, get } = (window as unknown as Page).lanekeeper;
  const text = !handed && sessionStorage[name];
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener("prerenderingchange", () => arrived(name));
  else if (text) {
    const exposure = JSON.parse(text);
    delete sessionStorage[name];
    if (!get("decisions")[exposure.experiment]?.variation) push(exposure);
  }
};
