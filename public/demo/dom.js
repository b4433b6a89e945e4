// Builds elements. Children that are strings become text, never markup: names
// of experiments are other people's text.

const build = (made, attributes, children) => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
};

/** An HTML element; attributes that are undefined, null or false are left out. */
export const html = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

/** An SVG element, in the same way. */
export const svg = (tag, attributes, ...children) =>
  build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
