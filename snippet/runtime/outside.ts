import { bucket } from "./hash";
import type { Gate } from "./types";

/** Traffic allocation shuts out those beyond it, except who is pinned: it stands behind all other gates. */
export const outside: Gate = (_, visit, pinned) => (e) => {
  const [id, , , , , traffic = 1e4, salt = id] = e;
  return !pinned.has(e) && bucket(visit.visitor, `t/${salt}`) >= traffic ? "traffic" : "";
};
