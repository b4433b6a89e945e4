import { forget } from "./forget";
import { shutJar } from "./lid";
import { sent } from "./refresh";
import type { Identify, Project } from "./types";

let state: string | undefined;
let names: string[] | undefined; // until somebody asks: where we are switched off, nobody does
let look: (() => void) | undefined;

const leave = () => {
  if (state == "denied" && names) forget(...names);
};

/** Takes what the page's banner says. A denial takes effect at once, as pages like to reload after it. */
export const consent = (call: { state: string }): void => {
  if (call.state != "granted" && call.state != "denied") throw Error('Consent is "granted" or "denied".');
  state = call.state;
  if (state == "denied") shutJar(1);
  leave();
  sent?.then(leave); // what is on its way brings the cookies back
  look?.();
};

/** Asks nothing of the browser before consent is granted: until then, and after a denial, the visitor is as `without` says. */
export const consented = ([, visitor, buckets]: Project, identify: Identify, without: Identify): Identify => {
  names = [visitor, buckets];
  shutJar(1);
  return (name, again) => {
    look = again;
    if (state != "granted") return without(name);
    shutJar(0);
    return identify(name, again);
  };
};
