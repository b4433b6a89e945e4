import { type Emit, guard } from "./guard";

/** A call that the page pushes: a hook, {type: "on", event, do}, or an event. */
export type Call = { type: string; event?: string; do?: (event: never) => void };
export type Api = { push: (call: Call | ((api: Api) => void)) => void; get: (name: string) => unknown };

/**
 * Takes `window.lanekeeper` over and runs the calls queued there; gives nothing if the tag stands twice, else what tells the
 * hooks of an event. What is pushed, by the page or by us, is remembered: a hook meets every event of its type, whichever
 * came first.
 */
export const open = (get: Api["get"]): Emit | undefined => {
  const page = window as unknown as { lanekeeper?: Api };
  const queue = (page.lanekeeper || []) as Partial<Api> & Partial<Call[]>;
  if (queue.get) return;
  const pushed: Call[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: what pages push can be anything, and what it does not fit throws
  const push: (call?: any) => void = guard((call: any): void => {
    if (call.call) call(api);
    else {
      pushed.push(call);
      pushed.map(
        guard((other: Call) => {
          if (other.event == call.type) other.do?.(call as never);
          if (call.event == other.type) call.do?.(other);
        }),
      );
    }
  });
  const api: Api = { push, get };
  page.lanekeeper = api;
  queue.map?.(push);
  return push;
};
