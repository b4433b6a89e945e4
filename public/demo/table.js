// The numbers behind the chart, experiment by experiment.

import { html } from "./dom.js";
import { chipsOf } from "./experiments.js";
import { percent } from "./layers.js";
import { margin } from "./measure.js";

const points = (share) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(2)}`;

/** Compares one exact share with its measured one. */
const compare = (exact, count, visitors) => {
  const difference = count / visitors - exact;
  const allowed = margin(exact, visitors);
  return { exact, measured: count / visitors, difference, allowed, within: Math.abs(difference) <= allowed + 1e-12 };
};

const cells = ({ exact, measured, difference, allowed, within }) => [
  html("td", {}, percent(exact)),
  html("td", {}, percent(measured)),
  html("td", {}, points(difference)),
  html("td", { class: within ? "within" : "outside" }, `±${(allowed * 100).toFixed(2)} `, html("span", { role: "img", "aria-label": within ? "within" : "outside" }, within ? "✓" : "✗")),
];

const head = () =>
  html(
    "thead",
    {},
    html(
      "tr",
      {},
      html("th", { scope: "col", rowspan: 2 }, "Experiment"),
      html("th", { scope: "col", rowspan: 2 }, "Tags"),
      html("th", { scope: "colgroup", colspan: 4 }, "Let in by its layers"),
      html("th", { scope: "colgroup", colspan: 4 }, "Enters"),
    ),
    html("tr", {}, [0, 1].flatMap(() => ["Exact", "Measured", "Difference", "Allowed"].map((text) => html("th", { scope: "col" }, text)))),
  );

/** The table, and how many of its comparisons lie within two standard errors. */
export const tableOf = (experiments, counts) => {
  const running = experiments.filter((e) => e.status === "running");
  const rows = running.map((e) => [e, compare(e.letIn, counts.letIn[e.id], counts.visitors), compare(e.enters, counts.enters[e.id], counts.visitors)]);
  const body = rows.map(([e, letIn, enters]) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, e.title || e.name),
      html("td", {}, chipsOf(e)),
      cells(letIn),
      cells(enters),
    ),
  );
  return {
    table: html("table", { class: "numbers" }, html("caption", { class: "hidden" }, "Exact and measured shares"), head(), html("tbody", {}, body)),
    within: rows.filter(([, letIn]) => letIn.within).length,
    of: rows.length,
  };
};
