import { type Made, swap } from "./keep";

/** Writes an attribute; without a value, takes it away. */
export const write = (element: Element, name: string, value?: string | null): void =>
  value == null ? element.removeAttribute(name) : element.setAttribute(name, value);

export const attribute = (element: Element, value: string | null | undefined, name: string): Made =>
  swap(
    element,
    name,
    () => element.getAttribute(name),
    (text) => write(element, name, text),
    value as string | null,
  );
