import { values } from "./cookies";
import { everywhere } from "./everywhere";
import { plain } from "./lid";

/** Takes cookies away, on every domain that they may be on, and the one that lives for a day. Where none is, it writes nothing. */
export const forget = (...names: string[]): void => {
  for (const name of [...names, `${names[0].slice(0, -7)}day`])
    if (values(plain(), name)[0] != null) for (const place of everywhere()) plain(`${name}=;max-age=0${place}`);
};
