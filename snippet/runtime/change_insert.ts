import type { Made } from "./keep";
import { made, parse } from "./parse";
import { complete } from "./watch";

/** Where nodes go, by an element: the names of its methods. */
export type Place = "before" | "after" | "prepend" | "append";

/** HTML beside an element, or inside. At its end it waits for what the parser still adds; the element is shown meanwhile. */
export const insert = (element: Element, value: string, place: Place): Made | null => {
  if (made(element) || (place == "append" && !complete(element))) return null;
  const nodes = parse(value);
  const parent = place == "before" || place == "after" ? element.parentNode : element;
  element[place](...nodes);
  return [() => nodes.every((node) => node.parentNode == parent), () => nodes.map((node) => node.remove())];
};
