import { jar } from "./jar";

/**
 * Where a cookie of this page can be: the attributes of every place that the browser takes, the widest domain first, the
 * host alone last. Only browsers know the public suffixes (.co.uk), so each is tried, with a cookie named `probe`; except
 * parts of an IP address, which WebKit takes for domains.
 */
export const domains = (probe: string): string[] => {
  const all = [";path=/"];
  for (let domain = location.hostname; domain; domain = domain.replace(/^[^.]*\.(?![\d.]*$)|.*/, "")) {
    const place = `;path=/;domain=${domain}`;
    jar(`${probe}=1${place}`);
    jar().includes(probe) && all.unshift(place);
    jar(`${probe}=;max-age=0${place}`);
  }
  return all;
};
