/** Writes a cookie, if any, and reads them all: `document.cookie`, or "" where a page may not (a sandboxed frame throws). */
export const jar = (text?: string): string => {
  try {
    if (text) document.cookie = text;
    return document.cookie;
  } catch {
    return "";
  }
};
