import { type Made, swap } from "./keep";

/** A property of the style attribute, which goes when it is empty; the value may end with "!important". */
export const styles = (element: Element, value: string, name: string): Made => {
  const { style } = element as HTMLElement;
  const [holds, undo] = swap(
    element,
    `style ${name}`,
    () => style.getPropertyValue(name) + (style.getPropertyPriority(name) && "!important"),
    (text) => style.setProperty(name, ...(text.split(/\s*!\s*(?=important$)/) as [string, string?])),
    value,
  );
  return [
    holds,
    () => {
      undo();
      if (!element.getAttribute("style")) element.removeAttribute("style");
    },
  ];
};
