import { settle } from "./cookies";
import { everywhere } from "./everywhere";

/** Has cookies written for one domain, without probing; on hosts that are not below it, for the host alone. */
export const fixed = (domain: string): void => {
  const all = everywhere();
  const place = all.find((one) => one == `;path=/;domain=${domain}`) || ";path=/";
  settle([place, ...all.filter((one) => one != place)]);
};
