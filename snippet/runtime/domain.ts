import { jar } from "./cookies";

/** The cookie attributes for every domain that this page could name: the widest first, the host alone last. */
export const domains = (): string[] => {
  const all = [""];
  for (let domain = location.hostname; domain; domain = domain.replace(/^[^.]*\.?/, ""))
    all.unshift(`;domain=${domain}`);
  return all;
};

/** Reports whether the browser takes a cookie for a domain: only browsers know the public suffixes (.co.uk). */
export const accepted = (domain: string): boolean => {
  jar(`lk_probe=1;path=/${domain}`);
  const all = jar();
  jar(`lk_probe=;path=/;max-age=0${domain}`);
  return all.includes("lk_probe");
};
