import { readVisitor, write } from "./cookies";
import { jar } from "./jar";
import type { Identify } from "./types";

/** 128 random bits in 32 hex digits. */
export const mint = (): string =>
  crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte) => id + (byte + 256).toString(16).slice(1), "");

/**
 * The visitor of the cookie, which is written where there is none; "" where it cannot be read back after writing, and where
 * the visitor has opted out, which a cookie beside it says. Once a day of use the cookies are due: written anew, so that they
 * live on. What knows is one that lives for a day: a page would wait for its first look into localStorage, a millisecond.
 */
export const identify: Identify = (name) => {
  const header = jar();
  const prefix = name.slice(0, -7);
  if (header.includes(`${prefix}opt_out=1`)) return ["", false, "opt-out"];
  const due = !header.includes(`${prefix}day=1`);
  let cookie = readVisitor(header, name);
  if (due || !cookie) {
    jar(`${prefix}day=1;max-age=86400;path=/`);
    write(name, cookie || `${mint()}.${((Date.now() / 1e3) >>> 0).toString(36)}`);
    cookie = readVisitor(jar(), name);
  }
  return [cookie.slice(0, 32), due, cookie ? "" : "storage"];
};
