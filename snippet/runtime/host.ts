/** The host of an address, in small letters, without "www." and port; "" where it has none. See engine/address.go. */
export const host = (address: string): string =>
  (/^(?:[a-z][a-z\d+.-]*:)?\/\/(?:[^/?#]*@)?(?:www\.)?(\[[^\]/?#]*]|[^:/?#]*)/i.exec(address)?.[1] || "").toLowerCase();
