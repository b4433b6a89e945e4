import { content } from "./content";
import type { Made } from "./keep";
import { made, parse } from "./parse";
import { complete } from "./watch";

/** Other content, as HTML. */
export const html = (element: Element, value: string): Made | null | undefined =>
  made(element) ? null : complete(element) ? content(element, parse(value)) : undefined;
