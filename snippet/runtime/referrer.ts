// What conditions compare the referrer with. Browsers write it in one way only, and without a fragment, so that what is
// left to do is less than what address.ts does to any address.

/** Host, port and path, without a leading "www." and a trailing "/". */
export const simpleReferrer = (referrer: string): string => referrer.replace(/^[^:]*:\/\/(www\.)?|\/?(\?.*)?$/g, "");

/** All but an empty query. */
export const exactReferrer = (referrer: string): string => referrer.replace(/\?$/, "");
