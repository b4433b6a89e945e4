// The page of lanes: runs, then shows the checks, the chart and the table.

import { drawLayers } from "./chart.js";
import { html } from "./dom.js";
import { loadState } from "./experiments.js";
import { layersOf, whole } from "./layers.js";
import { measure } from "./measure.js";
import { tableOf } from "./table.js";

const at = (id) => document.getElementById(id);

// Pages count as they would in the shop.
const address = new URL("/demo/", location.href).href;

let redraw = () => {};

/** Loads the runtime of a revision, so that it decides what the state speaks of. */
const loadRuntime = (revision) =>
  new Promise((resolve, reject) => {
    const script = html("script", { src: `/demo/decide.js?revision=${encodeURIComponent(revision)}` });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("The runtime is missing: /demo/decide.js did not load.")));
    document.head.append(script);
    script.remove(); // it runs all the same
  });

const check = (count, text, detail) =>
  html("li", { class: count === 0 ? "good" : "bad" }, html("strong", {}, whole(count)), html("span", {}, text, html("small", {}, detail)));

const show = (experiments, counts) => {
  const { table, within, of } = tableOf(experiments, counts);
  at("checks").replaceChildren(
    check(counts.together, "visitors met two experiments that exclude each other", `of ${whole(counts.visitors)} visitors; must be 0`),
    check(counts.leaked, "holdout visitors met an experiment of the holdout's scope", `of ${whole(counts.heldOut)} held out; must be 0`),
    html("li", {}, html("strong", {}, `${within} of ${of}`), html("span", {}, "shares measured within two standard errors", html("small", {}, "1 in 20 lies outside by chance"))),
  );
  at("table").replaceChildren(table);
  at("note").textContent =
    `Differences are in percentage points. Chance alone moves a share p that is measured on n visitors by √(p(1−p)/n), its standard error; two of them, here with n = ${whole(counts.visitors)}, are “allowed” and hold about 95 of 100 differences. ` +
    "So now and then a row has a ✗, but not the same row run after run. Shares of 0% and 100% allow no difference at all.";
  at("numbers").hidden = false;
  redraw = () => at("chart").replaceChildren(drawLayers(layersOf(experiments, counts), counts.visitors, at("chart").clientWidth));
  redraw();
};

const run = async () => {
  const number = at("number").valueAsNumber;
  at("again").disabled = true;
  at("progress").hidden = false;
  try {
    const { experiments, revision } = await loadState();
    await loadRuntime(revision);
    at("status").textContent = `Deciding for ${whole(number)} visitors…`;
    const began = performance.now();
    const counts = await measure(experiments.filter((e) => e.status === "running"), number, address, (done) => {
      at("progress").value = done;
    });
    at("status").textContent = `${whole(number)} visitors decided in ${whole(Math.round(performance.now() - began))} ms, revision ${revision}.`;
    show(experiments, counts);
  } catch (fault) {
    at("status").textContent = fault.message;
  }
  at("progress").hidden = true;
  at("again").disabled = false;
};

/** Shows a cell's sentence beside the pointer or the focused cell; Escape hides it. */
const tell = (target, x, y) => {
  const cell = target instanceof Element && target.closest(".cell");
  at("tip").hidden = !cell;
  if (!cell) return;
  const box = cell.getBoundingClientRect();
  at("tip").textContent = cell.getAttribute("aria-label");
  const left = Math.min(x ?? box.left, document.documentElement.clientWidth - at("tip").offsetWidth - 8);
  at("tip").style.left = `${Math.max(8, left) + scrollX}px`;
  at("tip").style.top = `${(y ?? box.bottom) + 14 + scrollY}px`;
};

at("chart").addEventListener("pointermove", (event) => tell(event.target, event.clientX, event.clientY));
at("chart").addEventListener("pointerleave", () => tell());
at("chart").addEventListener("focusin", (event) => tell(event.target));
at("chart").addEventListener("focusout", () => tell());
addEventListener("keydown", (event) => event.key === "Escape" && tell());
at("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
new ResizeObserver(() => redraw()).observe(at("chart"));
run();
