/** Gives the major version of a browser, "" where it is not known, if the browser's name matches; else undefined. */
export const version =
  ([name, major]: [name: string, version: number]) =>
  (names: RegExp): string | undefined =>
    names.test(name) ? `${major || ""}` : undefined;
