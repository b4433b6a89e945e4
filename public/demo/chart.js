// Draws the layers as bars in true proportion. All text is drawn at its own size: the drawing is made for the width
// that there is, and made again when that changes.

import { svg } from "./dom.js";
import { percent, whole } from "./layers.js";

const upper = 48; // heights of the rows, in pixels
const lower = 28;
const line = 19;
const pad = 8;

/** Tells how wide a text is, for fitting. */
const ruler = () => {
  const pen = document.createElement("canvas").getContext("2d");
  return (text, bold) => {
    pen.font = `${bold ? 650 : 400} 13px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(text).width;
  };
};

const text = (x, y, content, css) => svg("text", { x, y, class: css }, content);

const sentence = (cell, visitors) =>
  `${cell.labels[0]}: exact ${percent(cell.exact)}, measured ${percent(cell.count / visitors)}, ${whole(cell.count)} visitors`;

/** The longest label that fits into the width, if any does. */
const fitting = (labels, width, measure) => labels.find((label) => measure(label, true) <= width);

/** What of a label fits into the width, with an ellipsis. */
const cut = (label, width, measure) => {
  const letters = [...label];
  while (letters.length > 1 && measure(`${letters.join("")}…`, true) > width) letters.pop();
  return `${letters.join("")}…`;
};

/** Gives each cell its place in pixels, its colour, and its label, which is undefined where it must stand below. */
const place = (layer, scale, visitors, measure, colour) => {
  let x = scale(layer.from);
  let measured = scale(layer.fromCount / visitors);
  return layer.cells.map((cell) => {
    const at = { cell, x, width: scale(cell.exact) - scale(0), measured, measuredWidth: scale(cell.count / visitors) - scale(0) };
    x += at.width;
    measured += at.measuredWidth;
    at.exactly = percent(cell.exact);
    at.share = percent(cell.count / visitors);
    at.count = whole(cell.count);
    at.colour = ["experiment", "shared"].includes(cell.kind) ? `tone-${colour.next++ % 6}` : cell.kind;
    const room = Math.min(at.width, at.measuredWidth) - 2 * pad;
    at.label = measure(`${at.share} · ${at.count}`) <= room ? fitting(cell.labels, room, measure) : undefined;
    return at;
  });
};

const bars = (at, y, visitors) => {
  const group = svg("g", { class: `cell ${at.colour}`, tabindex: 0, role: "img", "aria-label": sentence(at.cell, visitors) });
  const bar = (x, top, width, height) => svg("rect", { x: x + 0.75, y: top, width: Math.max(0.5, width - 1.5), height, rx: Math.min(3, width / 4) });
  group.append(bar(at.x, y, at.width, upper), bar(at.measured, y + upper + 3, at.measuredWidth, lower));
  if (at.label) {
    group.append(
      text(at.x + pad, y + 20, at.label, "name"),
      text(at.x + pad, y + 38, at.exactly),
      text(at.measured + pad, y + upper + 22, `${at.share} · ${at.count}`),
    );
  }
  return group;
};

/**
 * Labels of narrow cells, below the bar. Each begins under its cell; the further left, the lower, so that no leader
 * crosses a text. Where one does not fit, all become a list with keys. Gives the nodes and the height they take.
 */
const below = (placed, y, left, right, measure) => {
  const narrow = placed.filter((at) => !at.label);
  const figures = (at) => `  ${at.exactly} exact, ${at.share} measured · ${at.count}`;
  const short = (at) => `  ${at.exactly}, ${at.share} · ${at.count}`;
  const row = (at, i, x) => {
    const numbers = measure(at.cell.labels.at(-1), true) + measure(figures(at)) <= right - x ? figures(at) : short(at);
    const room = right - x - measure(numbers) - pad;
    const label = fitting(at.cell.labels, room, measure) ?? cut(at.cell.labels.at(-1), room, measure);
    return svg("text", { x, y: y + 18 + i * line }, svg("tspan", { class: "name" }, label), numbers);
  };
  const middle = (at) => at.measured + at.measuredWidth / 2;
  const leaders = narrow.every((at) => middle(at) + 8 + measure(at.cell.labels.at(-1), true) + measure(figures(at)) <= right);
  const nodes = narrow.flatMap((at, i) => {
    if (!leaders) return [svg("rect", { class: `key ${at.colour}`, x: left + 0.5, y: y + 8 + i * line, width: 11, height: 11, rx: 2 }), row(at, i, left + 18)];
    const rank = narrow.length - 1 - i;
    return [svg("path", { class: "leader", d: `M${middle(at)} ${y + 1}V${y + 13 + rank * line}h4` }), row(at, rank, middle(at) + 8)];
  });
  return { nodes, height: narrow.length ? narrow.length * line + 8 : 0 };
};

const heading = (layer, x, y, left, right, measure) => {
  const title = layer.tag === "untagged" ? "Untagged" : `${layer.tag} layer`;
  // The title is set larger than what the ruler measures.
  const text = layer.texts.find((text) => measure(title, true) * 1.2 + 8 + measure(text) <= right - left) ?? "";
  const wanted = measure(title, true) * 1.2 + 8 + measure(text);
  return svg("text", { x: Math.max(left, Math.min(x, right - wanted)), y: y + 16 }, svg("tspan", { class: "layer" }, title), svg("tspan", { class: "quiet", dx: 8 }, text));
};

const rows = (placed, y) => [
  svg("text", { class: "quiet", x: placed[0].x - 8, y: y + upper / 2 + 5, "text-anchor": "end" }, "exact"),
  svg("text", { class: "quiet", x: placed[0].measured - 8, y: y + upper + 22, "text-anchor": "end" }, "measured"),
];

const hatch = () =>
  svg(
    "defs",
    {},
    svg(
      "pattern",
      { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { class: "hatch-paper", width: 7, height: 7 }),
      svg("rect", { class: "hatch-line", width: 3, height: 7 }),
    ),
  );

const axis = (scale, y) =>
  [0, 25, 50, 75, 100].flatMap((tick) => {
    const x = scale(tick / 100);
    return [
      svg("path", { class: "tick", d: `M${tick === 100 ? x - 0.5 : x + 0.5} ${y}v6` }),
      svg("text", { class: "quiet", x, y: y - 5, "text-anchor": tick === 0 ? "start" : tick === 100 ? "end" : "middle" }, `${tick}%`),
    ];
  });

/** Draws all layers, `width` pixels wide. */
export const drawLayers = (layers, visitors, width) => {
  const measure = ruler();
  const colour = { next: 0 };
  const left = width < 720 ? 0 : 76; // room for the rows' names
  const scale = (share) => left + share * (width - left);
  const rails = svg("g");
  const nodes = axis(scale, 18);
  let y = 26;
  let groups; // where [ME]'s bar leaves visitors to groups: the bars below hang from it
  for (const layer of layers) {
    const placed = place(layer, scale, visitors, measure, colour);
    const x = scale(layer.from);
    if (layer.nested) rails.append(svg("path", { class: "rail", d: `M${x} ${groups}H${width}V${y + 26}H${x}Z` }));
    nodes.push(heading(layer, x, y + 4, left, width, measure));
    y += 28;
    nodes.push(...placed.map((at) => bars(at, y, visitors)));
    if (left && placed.length) nodes.push(...rows(placed, y));
    y += upper + 3 + lower;
    groups ??= y;
    const labels = below(placed, y, left, width, measure);
    nodes.push(...labels.nodes);
    y += labels.height + 18;
  }
  return svg("svg", { viewBox: `0 0 ${width} ${y}`, width, height: y, role: "group" }, hatch(), rails, ...nodes);
};
