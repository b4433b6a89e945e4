import { change, type Kind, type Tuple } from "./changes";
import type { Safe } from "./reveal";
import { style } from "./style";

/** A change as the project's form has it. */
export type Form = Record<string, unknown> & { type: string; selector: string };

const places: Record<string, string> = { first: "prepend", last: "append" };

/** Makes a change that is given in the project's form, or as a tuple, and gives what takes it back. */
export const apply = (form: Form | Tuple, safe: Safe, kinds: Record<string, Kind>): (() => void) => {
  if (Array.isArray(form)) return change(form, safe, kinds);
  const { type, selector, position } = form;
  if (type == "css") return style(form.code as string);
  if (!kinds[type]) throw Error(`a change of type ${type} cannot be applied here`);
  const value = form.value ?? form.to ?? form.add;
  return change(
    [selector, type, value, places[position as string] || position || form.name || form.remove],
    safe,
    kinds,
  );
};
