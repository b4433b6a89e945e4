import { guard } from "./guard";

type Call = (api: Api) => void;
export type Api = { push: (call: Call) => void; get: (name: string) => unknown };

/** Takes `window.lanekeeper` over and runs the calls queued there. Gives what `get` will answer, nothing if the tag stands twice. */
export const open = (revision: number): Record<string, unknown> | undefined => {
  const page = window as unknown as { lanekeeper?: Call[] | Api };
  const queue = page.lanekeeper || [];
  if ((queue as Api).get) return;
  const known: Record<string, unknown> = { revision };
  const api: Api = { push: guard((call) => call(api)), get: (name) => known[name] };
  page.lanekeeper = api;
  (queue as Call[]).forEach?.(api.push);
  return known;
};
