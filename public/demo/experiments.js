// What the demo's pages know of experiments: the server's state, and the rules
// by which a reader can check the decisions without asking the code that made them.

import { html } from "./dom.js";

/** Asks the server what runs; see the type of its answer in package server. Throws an Error with a sentence for people. */
export const loadState = async () => {
  const response = await fetch("/demo/state.json", { cache: "no-store" }).catch(() => undefined);
  if (!response?.ok) throw new Error("The server does not say what runs: /demo/state.json is missing.");
  return response.json();
};

/** An experiment's tags: its scope, and [ME] where it is exclusive inside a group. */
const tagsOf = ({ scope, role }) => {
  if (!scope) return [];
  return role === "exclusive" && scope !== "[ME]" ? [scope, "[ME]"] : [scope];
};

/** An experiment's tags, to look at. */
export const chipsOf = (experiment) => {
  const tags = tagsOf(experiment).map((tag) => html("span", { class: "chip" }, tag));
  return html("span", { class: "chips" }, tags.length ? tags : html("span", { class: "chip none" }, "untagged"));
};

/** Whether two experiments exclude each other: both have a scope and one's is [ME], or they share a group and one of them is more than shared. */
export const exclude = (a, b) => {
  if (!a.scope || !b.scope) return false;
  if (a.scope === "[ME]" || b.scope === "[ME]") return true;
  return a.scope === b.scope && (a.role !== "shared" || b.role !== "shared");
};

const afterLayers = new Set(["page", "audience", "unknown", "sticky", "traffic", "bucketed"]);

/** Whether all layers let the visitor in, whatever targeting and traffic said afterwards. */
export const isLetIn = (decision) => afterLayers.has(decision?.reason);
