/**
 * Writes a cookie, or reads them all: "" where a page may do neither (a sandboxed frame throws). Not both at once: a browser
 * takes its time for each.
 */
export const jar = (text?: string): string => {
  try {
    return text ? (document.cookie = text) : document.cookie;
  } catch {
    return "";
  }
};
