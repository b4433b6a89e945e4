import { domains } from "./domain";
import { jar } from "./jar";
import { pin } from "./pins";
import type { Pins } from "./types";

/** The values of every cookie of that name. */
const values = (header: string, name: string): string[] =>
  `;${header};`
    .split(/[ \t]*;[ \t]*/)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));

const created = (value: string) => parseInt(value.slice(33), 36);

/** The visitor cookie's value; of several, the one created first. "" where there is none. */
export const readVisitor = (header: string, name: string): string =>
  values(header, name)
    .filter((value) => /^[\da-f]{32}\.[\da-z]{1,8}$/.test(value))
    .sort((a, b) => created(a) - created(b))[0] || "";

/** The pins of every bucket cookie, oldest first; an experiment named twice stands at its last place. */
export const readPins = (header: string, name: string): Pins => {
  const pins: Pins = new Map();
  for (const value of values(header, name))
    if (/^1(~|$)/.test(value))
      for (const part of value.split("~"))
        if (/^[\da-z][\w-]{0,39}\.[\da-z][\w-]{0,39}$/i.test(part)) pin(pins, ...(part.split(".") as [string, string]));
  return pins;
};

let places: string[] | undefined;

/**
 * Writes a cookie for 400 days, as long as browsers keep one; then takes away copies that would shadow it. Of the
 * protocols that can have cookies, only "https:" has a sixth character.
 */
export const write = (name: string, value: string): void => {
  places ||= domains();
  const [widest, ...narrower] = places;
  const header = jar(
    `${name}=${value};path=/;max-age=34560000;samesite=lax${location.protocol[5] ? ";secure" : ""}${widest}`,
  );
  if (values(header, name).length > 1) for (const domain of narrower) jar(`${name}=;path=/;max-age=0${domain}`);
};
