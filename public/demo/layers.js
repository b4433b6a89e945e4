// Turns the state and the counts into bars: which layer stands where, and how its visitors are parted.

/** 12.34%; and a count as people write it. */
export const percent = (share, digits = 2) => `${(share * 100).toFixed(digits)}%`;
export const whole = (count) => count.toLocaleString("en");

/** What a title may be cut to where there is little room: the part in front of its colon. */
const brief = (title) => title.split(":")[0];

/**
 * A cell: labels from the longest to the shortest, the exact share, how many visitors it got, and its kind
 * (experiment, shared, holdout, groups or rest).
 */
const cellOf = (experiment, counts) => ({
  kind: experiment.role === "holdout" ? "holdout" : "experiment",
  labels: [experiment.title, brief(experiment.title)],
  exact: experiment.letIn,
  count: counts.letIn[experiment.id],
});

/**
 * The shared experiments of a group are let in together: one cell. Its exact share is the largest of theirs, as
 * nothing but an exclusion group or a holdout group can make one smaller.
 */
const sharedCell = (scope, shared, counts) => ({
  kind: "shared",
  labels: [shared.map((e) => e.title).join(" + "), shared.map((e) => brief(e.title)).join(" + "), `${shared.map((e) => e.id).join(" + ")} together`],
  exact: Math.max(...shared.map((e) => e.letIn)),
  count: counts.sharing[scope] ?? 0,
});

const rest = (kind, label, reached, reachedCount, cells) => ({
  kind,
  labels: [label],
  exact: reached - cells.reduce((sum, cell) => sum + cell.exact, 0),
  count: reachedCount - cells.reduce((sum, cell) => sum + cell.count, 0),
});

const holdoutFirst = (a, b) => (b.role === "holdout") - (a.role === "holdout");

/**
 * The layers that run, [ME] first, then each group, then each untagged experiment. from is the share of visitors that
 * lies before the bar: a group's bar stands under the part of [ME]'s that is left to groups, at the same scale.
 */
export const layersOf = (experiments, counts) => {
  const running = experiments.filter((e) => e.status === "running");
  const groups = [...new Set(running.map((e) => e.scope).filter((scope) => scope && scope !== "[ME]"))].sort();
  const layers = [];

  const me = running.filter((e) => e.scope === "[ME]").sort(holdoutFirst);
  let reached = 1;
  let reachedCount = counts.visitors;
  if (me.length) {
    const cells = me.map((e) => cellOf(e, counts));
    const open = rest(groups.length ? "groups" : "rest", groups.length ? "On to the groups" : "No experiment", 1, counts.visitors, cells);
    layers.push({ tag: "[ME]", texts: ["every visitor"], from: 0, fromCount: 0, cells: [...cells, open] });
    reached = open.exact;
    reachedCount = counts.toGroups;
  }

  for (const scope of groups) {
    const members = running.filter((e) => e.scope === scope).sort(holdoutFirst);
    const shared = members.filter((e) => e.role === "shared");
    const cells = members.filter((e) => e.role !== "shared").map((e) => cellOf(e, counts));
    if (shared.length === 1) cells.push(cellOf(shared[0], counts));
    if (shared.length > 1) cells.push(sharedCell(scope, shared, counts));
    cells.push(rest("rest", "No experiment", reached, reachedCount, cells));
    const texts = me.length ? ["the visitors that [ME] leaves to groups", "what [ME] leaves"] : ["every visitor"];
    layers.push({ tag: scope, texts, nested: me.length > 0, from: 1 - reached, fromCount: counts.visitors - reachedCount, cells });
  }

  for (const e of running.filter((e) => !e.scope)) {
    const cells = [cellOf(e, counts)];
    cells.push(rest("rest", "No experiment", 1, counts.visitors, cells));
    layers.push({ tag: "untagged", texts: ["every visitor, those in a holdout too", "every visitor"], from: 0, fromCount: 0, cells });
  }

  for (const layer of layers) layer.cells = layer.cells.filter((cell) => cell.exact > 1e-9 || cell.count > 0);
  return layers;
};
