import { content, theirs } from "./content";
import { keep, type Made } from "./keep";
import { complete } from "./watch";

/** A text. Where there are texts alone, they stay the same nodes: frameworks hold on to them, and fail where they are gone. */
export const text = (element: Element, value: string): Made | undefined => {
  if (!complete(element)) return;
  const nodes = theirs(element);
  const texts = nodes.filter((node) => node.nodeType == 3) as Text[];
  if (!texts[0] || nodes.some((node) => node.nodeType == 1)) return content(element, [new Text(value)]);
  const before = texts.map((node) => node.data);
  const put = (list: string[]) => texts.map((node, i) => (node.data = list[i] || ""));
  put([value]);
  return keep(
    element,
    "content",
    () => put(before),
    () => texts.every((node, i) => node.parentNode == element && node.data == (i ? "" : value)),
  );
};
