import { badge } from "./badge";
import { readVisitor } from "./cookies";
import { byId, type Decided } from "./decide";
import { jar } from "./jar";
import type { Show } from "./reveal";
import { start } from "./start";
import { id } from "./supplied";
import type { Pins, Project, Visit } from "./types";
import { mint } from "./visitor";

/**
 * The preview: shows the variations that `lk_force` names, whatever layers, pages and states say; the others as usual,
 * or not at all beside `lk_force_only`. `take` is there where the page's calls are listened to. It reads cookies and writes none: a visitor without an id gets one for this view.
 */
export const force = (
  project: Project,
  decide: (visit: Visit, pins: Pins) => Decided[],
  show: Show,
  take?: () => void,
): void => {
  const query = new URLSearchParams(location.search);
  const wanted = query.get("lk_force");
  if (!wanted) return;
  let shown: string[] | undefined;
  const forced = (visit: Visit, pins: Pins): Decided[] => {
    const all = decide(visit, pins).map(
      (decided): Decided => (query.has("lk_force_only") ? [decided[0], { variation: null, reason: "off" }] : decided),
    );
    shown = wanted.split(",").filter((pair) => {
      const [id, name] = pair.split(":");
      const experiment = byId([...project[3], ...(project[8] || [])], id);
      const variation = byId(experiment?.[1], name);
      if (!experiment || !variation)
        console.warn(`lanekeeper: lk_force=${pair}: there is no experiment "${id}" with a variation "${name}".`);
      else {
        const place = all.findIndex((decided) => decided[0] == experiment);
        all.splice(place < 0 ? all.length : place, 1, [experiment, { variation: name, reason: "forced" }, variation]);
      }
      return variation;
    });
    return all;
  };
  take?.();
  // Without a due there is nothing to store, and nothing is exposed.
  start(project, forced, show, (name) => [id || readVisitor(jar(), name).slice(0, 32) || mint(), undefined, ""]);
  if (shown) badge(shown);
};
