import type { Show } from "./reveal";
import type { Change } from "./types";

type Named = [mark: string, id: string, change: Change];

/** Shows changes of which some have an id that is not their place: errors are told with it. */
export const named =
  (show: Show): Show =>
  (change, safe, where) => {
    if (change[0 as keyof Change] !== "") return show(change, safe, where);
    const [, id, inner] = change as unknown as Named;
    where.change = id;
    return show(inner, safe, where);
  };
