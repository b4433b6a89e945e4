/** A text as UTF-8, a character for each byte: the form in which visitors and keys are hashed and compared. */
export const utf8 = (text: string): string => unescape(encodeURIComponent(text));
