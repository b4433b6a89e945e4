import { keep, type Made, ours } from "./keep";
import { dropped, spare } from "./spare";

/** An element's nodes, without those that changes have brought. */
export const theirs = (element: Element): ChildNode[] => [...element.childNodes].filter((node) => !ours.has(node));

/** Puts other nodes into an element. What was there is kept as it is: with its listeners, and as a framework knows it. */
export const content = (element: Element, nodes: ChildNode[]): Made => {
  const before = theirs(element);
  const values = nodes.map((node) => node.nodeValue);
  const put = (list: ChildNode[]) => {
    element.textContent = "";
    element.append(...list.filter((node) => !node.isConnected && !dropped.has(node)));
  };
  for (const node of nodes) ours.add(node);
  spare(element, before);
  put(nodes);
  return keep(
    element,
    "content",
    () => put(before),
    () => nodes.every((node, i) => node.parentNode == element && node.nodeValue == values[i]) && !theirs(element)[0],
  );
};
