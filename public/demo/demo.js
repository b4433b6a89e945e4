// The panel: what the snippet decided for this visitor, and why.

import { html } from "./dom.js";
import { loadState } from "./experiments.js";
import { forget } from "./forget.js";
import { forcingOf, visitsOf } from "./visits.js";

const at = (id) => document.getElementById(id);

/** What the snippet knows, or undefined where it is missing. */
const snippet = new Promise((resolve) => {
  window.lanekeeper ??= [];
  // Queued calls run before the snippet has decided, which it does in the same turn.
  window.lanekeeper.push((api) =>
    setTimeout(() => resolve({ decisions: api.get("decisions") ?? {}, visitor: api.get("visitor"), revision: api.get("revision") })),
  );
  const giveUp = () => setTimeout(resolve, 300);
  if (document.readyState === "complete") giveUp();
  else addEventListener("load", giveUp);
});

const notice = (...content) => html("p", { class: "notice" }, ...content);

const notices = (known, fault) => {
  const list = [];
  if (new URLSearchParams(location.search).get("lk_force"))
    list.push(notice("Preview: what is forced is shown, and nothing is stored. ", html("a", { href: location.pathname }, "Back to normal")));
  if (!known) list.push(notice("The snippet /js/demo.js did not load, so this is the shop as it always was."));
  else if (Object.values(known.decisions).some(({ reason }) => reason === "storage"))
    list.push(notice("This browser keeps no cookies for this page, so the visitor is in no experiment. Allow cookies and reload."));
  if (fault) list.push(notice(fault.message));
  return list;
};

/** Where there is no state, the ids that the snippet gives have to do. */
const fromDecisions = (decisions) =>
  Object.keys(decisions).map((id) => ({ id, title: `Experiment ${id}`, status: "running", scope: "", role: "shared", variations: [] }));

const show = (known, state, fault) => {
  const decisions = known?.decisions ?? {};
  const experiments = state?.experiments ?? fromDecisions(decisions);
  const met = experiments.filter(({ id }) => decisions[id]?.variation).length;
  at("notice").replaceChildren(...notices(known, fault));
  at("visitor").textContent = known?.visitor || "none";
  at("revision").textContent = known?.revision ?? state?.revision ?? "unknown";
  at("summary").textContent = known ? `In ${met} of ${experiments.length}` : "No snippet";
  if (experiments.length) at("experiments").replaceChildren(visitsOf(experiments, decisions, state?.reasons ?? {}), forcingOf(experiments));
};

const unfold = (open) => {
  at("panel").classList.toggle("open", open);
  at("panel").classList.toggle("folded", !open);
  at("toggle").setAttribute("aria-expanded", String(open));
  at("toggle").textContent = open ? "Hide" : "Show";
};

const wide = matchMedia("(min-width: 62rem)");
unfold(wide.matches);
wide.addEventListener("change", () => unfold(wide.matches));
at("toggle").addEventListener("click", () => unfold(at("toggle").getAttribute("aria-expanded") !== "true"));
at("fresh").addEventListener("click", () => {
  forget("demo");
  location.replace(location.pathname);
});

const [known, [state, fault]] = await Promise.all([snippet, loadState().then((value) => [value], (error) => [undefined, error])]);
show(known, state, fault);
