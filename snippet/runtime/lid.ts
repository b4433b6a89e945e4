import { jar as plain } from "./jar";

// The jar of projects that ask for consent, or whose server renews the cookies: a snippet that has this file has it in
// place of jar.ts everywhere (snippet/bundle.go), so that no part can forget to ask.

export { plain };

let shut: unknown;
let written: (() => void) | undefined;

/** Shuts the jar, or opens it: of a shut one nothing is read, and in it nothing written. */
export const shutJar = (is: unknown): void => {
  shut = is;
};

/** Sets what is told of every write. */
export const watchJar = (tell: () => void): void => {
  written = tell;
};

export const jar = (text?: string): string => {
  if (shut) return "";
  if (text) written?.();
  return plain(text);
};
