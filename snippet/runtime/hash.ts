/**
 * MurmurHash3 (x86, 32 bits, seed 1) of visitor, "~" and key: the same as engine.Ticket. Both are given as UTF-8, a
 * character for each byte: ids and salts are ASCII, and the rest is printed so (snippet/data.go), which spares every
 * visitor the encoding. Characters past the end are NaN, which `|` takes for 0; so the tail needs no code of its own.
 */
export const ticket = (visitor: string, key: string): number => {
  const text = `${visitor}~${key}`;
  const length = text.length;
  let hash = 1;
  let i = 0;
  while (i < length) {
    const block = Math.imul(
      text.charCodeAt(i++) | (text.charCodeAt(i++) << 8) | (text.charCodeAt(i++) << 16) | (text.charCodeAt(i++) << 24),
      0xcc9e2d51,
    );
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
