import { attribute } from "./change_attribute";
import type { Made } from "./keep";

/** An image's address: other candidates, its own and its picture's, go. */
export const image = (element: Element, value: string): Made => {
  const picture = (element.closest("picture") || element).querySelectorAll("source");
  const made = [element, ...picture].map((one) => attribute(one, null, "srcset"));
  made.push(attribute(element, value, "src"));
  return [() => made.every(([holds]) => holds()), () => made.map(([, undo]) => undo())];
};
