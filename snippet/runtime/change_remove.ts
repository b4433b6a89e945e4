import type { Made } from "./keep";
import { dropped, stand } from "./spare";
import { complete } from "./watch";

/** Takes an element out of the page; a mark keeps its place. */
export const remove = (element: Element): Made | undefined => {
  if (!complete(element)) return;
  const mark = stand(element);
  element.remove();
  return [
    () => !element.parentNode,
    () => {
      if (element.parentNode || dropped.has(element)) mark.remove();
      else mark.replaceWith(element);
    },
    mark,
  ];
};
