import { readVisitor, write } from "./cookies";
import { jar } from "./jar";

/** 128 random bits in 32 hex digits. */
export const mint = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))]
    .map((word) => word.toString(16).padStart(8, 0 as unknown as string))
    .join("");

/**
 * The visitor's id, "" where it cannot be read back after writing, and whether the cookies are due: once a day of use they
 * are written anew, so that they live on. Where nobody can tell what day they were written, every page view is due.
 */
export const identify = (header: string, name: string): [visitor: string, due: boolean] => {
  const today = (Date.now() / 864e5) | 0;
  let due = true;
  let cookie = readVisitor(header, name);
  try {
    due = localStorage[name] != (localStorage[name] = today);
  } catch {}
  if (due || !cookie) {
    write(name, cookie || `${mint()}.${((Date.now() / 1e3) >>> 0).toString(36)}`);
    cookie = readVisitor(jar(), name);
  }
  return [cookie.slice(0, 32), due];
};
