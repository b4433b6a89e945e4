// The panel's table: for each experiment what the snippet decided, why, and links that force a variation.

import { html } from "./dom.js";
import { chipsOf } from "./experiments.js";

/** A link that forces variations, given as pairs of experiment and variation. */
const force = (pairs, attributes, text) => {
  const value = pairs.map((pair) => pair.map(encodeURIComponent).join(":")).join(",");
  return html("a", { class: "force", href: `?lk_force=${value}`, ...attributes }, text);
};

/** What the visitor is, in a word, and the class that paints it. */
const stateOf = (experiment, decision) => {
  if (!decision) return [experiment.status === "running" ? "Unknown" : "Not running", "out"];
  if (decision.variation === null) return ["Out", "out"];
  if (decision.reason === "forced") return ["Forced", "forced"];
  return experiment.role === "holdout" ? ["Held out", "held"] : ["In", "in"];
};

const why = (experiment, decision, reasons) => {
  if (decision) return reasons[decision.reason] ?? `Reason: ${decision.reason}.`;
  return experiment.status === "running" ? "There is no decision of the snippet." : `The experiment is ${experiment.status}.`;
};

const links = (experiment, decision) =>
  experiment.variations.map(({ id, name }) =>
    force([[experiment.id, id]], { "aria-label": `Force ${id}${name ? `, ${name}` : ""}`, "aria-current": decision?.reason === "forced" && decision.variation === id && "true" }, id),
  );

const row = (experiment, decision, reasons) => {
  const [word, state] = stateOf(experiment, decision);
  const shown = experiment.variations.find((v) => v.id === decision?.variation);
  return html(
    "tr",
    { class: `is-${state}` },
    html(
      "th",
      { scope: "row" },
      chipsOf(experiment),
      " ",
      html("span", { class: "title" }, experiment.title || experiment.name),
      html("span", { class: "why" }, why(experiment, decision, reasons)),
    ),
    html(
      "td",
      {},
      html("span", { class: `pill ${state}` }, word),
      decision?.variation && html("span", { class: "shown" }, html("code", {}, decision.variation), ` ${shown?.name ?? ""}`),
    ),
    html("td", {}, links(experiment, decision)),
  );
};

/** The table of all experiments, running or not. */
export const visitsOf = (experiments, decisions, reasons) =>
  html(
    "table",
    { class: "visits" },
    html("caption", { class: "hidden" }, "The experiments, this visitor's decisions, and links that force a variation"),
    html("thead", {}, html("tr", {}, ["Experiment and reason", "Now", "Force"].map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, experiments.map((experiment) => row(experiment, decisions[experiment.id], reasons))),
  );

/** The line below the table. */
export const forcingOf = (experiments) => {
  const last = experiments.filter((e) => e.variations.length > 1).map((e) => [e.id, e.variations.at(-1).id]);
  return html(
    "p",
    { class: "small" },
    "Forcing shows a variation whatever the lanes say; it stores nothing and counts nothing. ",
    last.length > 0 && force(last, {}, "Force every change at once"),
  );
};
