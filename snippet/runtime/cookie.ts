import { values } from "./cookies";
import { decode } from "./decode";

/** Gives the first cookie of a name, decoded; undefined where there is none. */
export const cookie =
  (header: string) =>
  (name: string): string | undefined =>
    values(header, name).map(decode)[0];
