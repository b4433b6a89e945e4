import { write } from "./change_attribute";
import type { Made } from "./keep";

/** Classes are taken back one by one, if others have changed the list; else it is written as it was. */
export const classes = (element: Element, add: string[] = [], remove: string[] = []): Made => {
  const { classList } = element;
  const before = element.getAttribute("class");
  const toggled = [...add, ...remove].filter((name) => classList.contains(name) != add.includes(name));
  for (const name of toggled) classList.toggle(name);
  const after = element.getAttribute("class");
  return [
    () => add.every((name) => classList.contains(name)) && !remove.some((name) => classList.contains(name)),
    () => {
      if (element.getAttribute("class") == after) write(element, "class", before);
      else for (const name of toggled) classList.toggle(name, !add.includes(name));
      if (!classList.length) write(element, "class");
    },
  ];
};
