import type { Place } from "./change_insert";
import type { Made } from "./keep";
import { stand } from "./spare";
import { complete } from "./watch";

/** Moves an element to another, as soon as there is one; a mark keeps its old place. */
export const move = (element: Element, to: string, place: Place): Made | undefined => {
  const target = document.querySelector(to);
  if (!target || !complete(element) || (place == "append" && !complete(target))) return;
  const mark = stand(element);
  target[place](element);
  const parent = element.parentNode;
  return [
    () => element.parentNode == parent && target.isConnected,
    () => {
      if (element.parentNode == parent) mark.replaceWith(element);
      else mark.remove();
    },
    mark,
  ];
};
