import { domains } from "./domain";
import { jar } from "./jar";
import { pin } from "./pins";
import type { Pins } from "./types";

/** The values of every cookie of that name. */
export const values = (header: string, name: string): string[] =>
  `;${header};`
    .split(/[ \t]*;[ \t]*/)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));

export const created = (value: string) => parseInt(value.slice(33), 36);

/** The visitor cookie's value; of several, the one created first. "" where there is none. */
export const readVisitor = (header: string, name: string): string =>
  values(header, name)
    .filter((value) => /^[\da-f]{32}\.[\da-z]{1,8}$/.test(value))
    .sort((a, b) => parseInt(a.slice(33), 36) - parseInt(b.slice(33), 36))[0] || "";

/** The pins of every bucket cookie, oldest first; an experiment named twice stands at its last place. */
export const readPins = (header: string, name: string): Pins => {
  const pins: Pins = new Map();
  for (const value of values(header, name))
    if (/^1~/.test(value))
      for (const [, experiment, variation] of value.matchAll(/~([\da-z][\w-]{0,39})\.([\da-z][\w-]{0,39})(?![^~])/gi))
        pin(pins, experiment, variation);
  return pins;
};

let places: string[] | undefined;

/** Settles where cookies are written, so that nothing is probed: there first, and taken away from the others. */
export const settle = (all: string[]): void => {
  places = all;
};

/** The attributes of the place where cookies were written, if any were. */
export const widest = (): string | undefined => places?.[0];

/**
 * Writes a cookie for 400 days, as long as browsers keep one, to the widest place; those before, which would shadow it, lose
 * it: in the same turn, as the host alone can be the widest by another name. Of the protocols that can have cookies, only
 * "https:" has a sixth character.
 */
export const write = (name: string, value: string): void => {
  places ||= domains(`${name}_probe`);
  for (let i = places.length; i--; )
    jar(
      `${name}=${value};max-age=${i ? 0 : 34560000};samesite=lax${location.protocol[5] ? ";secure" : ""}${places[i]}`,
    );
};
