/** Decodes each longest run of %XX that is UTF-8; every other one, and a stray "%", stays as typed. */
export const decode = (text: string): string =>
  text.replace(/(%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
