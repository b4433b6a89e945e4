import { decode } from "./decode";
import type { ClauseTest, Lack } from "./types";

/**
 * Gives the first value of a query's parameter, decoded; undefined where there is none. One without "=" is there and empty.
 * By hand, as engine/sight.go does it: URLSearchParams replaces what is not UTF-8.
 */
export const query =
  (address: string) =>
  (name: string): string | undefined => {
    for (const pair of address.replace(/^[^?#]*\??|#[^]*/g, "").split("&")) {
      const [key, value = ""] = pair
        .replace(/\+/g, " ")
        .split(/=([^]*)/)
        .map(decode);
      if (key == name) return value;
    }
  };

/** Matches the addresses that lack what a page wants of their parameters: a page excludes them. */
export const lacks = (
  address: string,
  matches: (test: ClauseTest, text: string) => boolean,
): ((lack: Lack) => boolean) => {
  const parameter = query(address);
  return ([name, test]) => {
    const found = parameter(name);
    return found == null || (test != null && !matches(test, found));
  };
};
