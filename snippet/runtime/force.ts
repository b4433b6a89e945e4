import { open } from "./api";
import { badge } from "./badge";
import { readPins, readVisitor } from "./cookies";
import { byId, type Decided } from "./decide";
import { jar } from "./jar";
import { reveal, type Show } from "./reveal";
import type { Pins, Project } from "./types";
import { mint } from "./visitor";

/**
 * The preview: shows the variations that `lk_force` names, whatever layers, pages and states say; the others as usual,
 * or not at all beside `lk_force_only`. It reads cookies and writes none: a visitor without an id gets one for this view.
 */
export const force = (project: Project, decide: (visitor: string, pins: Pins) => Decided[], show: Show): void => {
  const [revision, visitorName, bucketsName, running, , , , , others = []] = project;
  const known = open(revision);
  if (!known) return;
  const query = new URLSearchParams(location.search);
  const header = jar();
  const visitor = readVisitor(header, visitorName).slice(0, 32) || mint();
  const all = decide(visitor, readPins(header, bucketsName)).map(
    (decided): Decided => (query.has("lk_force_only") ? [decided[0], { variation: null, reason: "off" }] : decided),
  );
  const shown = (query.get("lk_force") || "").split(",").filter((pair) => {
    const [id, name] = pair.split(":");
    const experiment = byId([...running, ...others], id);
    const variation = byId(experiment?.[1], name);
    if (!experiment || !variation)
      console.warn(`lanekeeper: lk_force=${pair}: there is no experiment "${id}" with a variation "${name}".`);
    else {
      const place = all.findIndex((decided) => decided[0] == experiment);
      all.splice(place < 0 ? all.length : place, 1, [experiment, { variation: name, reason: "forced" }, variation]);
    }
    return variation;
  });
  reveal(known, visitor, all, show);
  badge(shown);
};
