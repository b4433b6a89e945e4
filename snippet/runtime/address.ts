// Addresses are parted by hand, as engine/address.go does it: URL libraries differ from each other.

/** Scheme, host, port; user information is dropped. */
const authority = /^(?:([a-z][a-z\d+.-]*):)?\/\/(?:[^/?#]*@)?(\[[^\]/?#]*]|[^:/?#]*):?([^/?#]*)/i;

/** Host and port in lower case, without the scheme's default port. */
const place = (scheme: string, host: string, port: string) =>
  (host + (/^(?!https:80|http:443)[^:]*:(80|443)?$/i.test(`${scheme}:${port}`) ? "" : `:${port}`)).toLowerCase();

/** What `simple` compares: host, port and path, without a leading "www." and a trailing "/". */
export const simple = (address: string): string =>
  address
    .replace(/[?#][^]*/, "")
    .replace(authority, (_, scheme = "", host, port) => place(scheme, host, port).replace(/^www\./, ""))
    .replace(/\/$/, "");

/** What `exact` compares: all but the fragment; an empty path is "/", an empty query none. */
export const exact = (address: string): string =>
  address
    .replace(/#[^]*/, "")
    .replace(/\?$/, "")
    .replace(authority, (_, scheme = "", host, port) => `${scheme.toLowerCase()}://${place(scheme, host, port)}`)
    .replace(/^([^/]*\/\/[^/?]*)(\?|$)/, "$1/$2");
