import { style } from "./style";

const sheets = new Map<string, [switched: (on?: unknown) => void, users: number]>();

/** style for pages that live on: a sheet that comes and goes is always the same one, for all who want it. */
export const restyle = (css: string): (() => void) => {
  const sheet = sheets.get(css) || [style(css), 0];
  sheets.set(css, sheet);
  sheet[0](++sheet[1]);
  return () => sheet[0](--sheet[1]);
};
