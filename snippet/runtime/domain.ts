import { jar } from "./jar";

/** Reports whether the browser takes a cookie for a domain: only browsers know the public suffixes (.co.uk). */
const accepted = (domain: string): boolean => {
  const all = jar(`lk_probe=1;path=/${domain}`);
  jar(`lk_probe=;path=/;max-age=0${domain}`);
  return all.includes("lk_probe");
};

/** The cookie attributes for every domain that a cookie of this page can have: the widest first, the host alone last. */
export const domains = (): string[] => {
  const all = [""];
  let domain = location.hostname;
  while (domain) {
    all.unshift(`;domain=${domain}`);
    domain = domain.replace(/^[^.]*\.?/, "");
  }
  while (all[0] && !accepted(all[0])) all.shift();
  return all;
};
