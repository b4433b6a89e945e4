// What conditions compare the page's own address with. Browsers have parted it already, and write it in one way only, so
// that what they give is what address.ts makes of any address: for any other than the page's own, it is needed.

/** Host, port and path, without a leading "www." and a trailing "/". */
export const simple = (): string => (location.host + location.pathname).replace(/^www\.|\/$/g, "");

/** All but the fragment. */
export const exact = (): string => `${location.protocol}//${location.host}${location.pathname}${location.search}`;
