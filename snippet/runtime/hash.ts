/**
 * MurmurHash3 (x86, 32 bits, seed 1) of the UTF-8 bytes of visitor, "~" and key: the same as engine.Ticket.
 * Bytes past the end read as undefined, which `|` takes for 0; so the tail needs no code of its own.
 */
export const ticket = (visitor: string, key: string): number => {
  const bytes = new TextEncoder().encode(`${visitor}~${key}`);
  const length = bytes.length;
  let hash = 1;
  let i = 0;
  while (i < length) {
    const block = Math.imul(bytes[i++] | (bytes[i++] << 8) | (bytes[i++] << 16) | (bytes[i++] << 24), 0xcc9e2d51);
    hash ^= Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    if (i <= length) hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** 0 to 9,999. The product stays below 2^53, and dividing by a power of two is exact. */
export const bucket = (visitor: string, key: string): number => ((ticket(visitor, key) * 1e4) / 2 ** 32) | 0;
