import { write } from "./cookies";
import { forget } from "./forget";
import type { Project } from "./types";

/** Remembers what `lk_opt_out` says. Who opts out is forgotten; who opts in again is a new visitor. */
export const optOut = ([, name, buckets]: Project): void => {
  const said = new URLSearchParams(location.search).get("lk_opt_out");
  const cookie = `${name.slice(0, -7)}opt_out`;
  if (said == "true") {
    forget(name, buckets);
    write(cookie, "1");
  } else if (said == "false") forget(cookie);
  else if (said != null) console.warn(`lanekeeper: lk_opt_out is "true" or "false", and "${said}" is neither.`);
};
