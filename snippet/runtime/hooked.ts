import type { Call } from "./api";

/** By type: who takes the calls that the page pushes. */
export type Calls = Record<string, (call: never) => void>;

/** Queues hooks of ours in front of the page's; where the tag stands twice, the first one has them. */
export const hooked = (calls: Calls): void => {
  const page = window as unknown as { lanekeeper?: Call[] & { get?: unknown } };
  page.lanekeeper ||= [];
  if (!page.lanekeeper.get)
    page.lanekeeper.unshift?.(...Object.entries(calls).map(([event, run]) => ({ type: "on", event, do: run })));
};
