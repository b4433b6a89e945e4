import { widest } from "./cookies";
import { plain, watchJar } from "./lid";

/** What is on its way; it never fails. */
export let sent: Promise<unknown> | undefined;

/**
 * Has the server write our cookies once more, as Safari keeps those of scripts for seven days: whenever we have written
 * some, once for all that one task writes. Nothing waits for it, and its failure changes nothing. The address ends where a
 * parameter can follow.
 */
export const refresh = (address: string): void => {
  let asked: unknown;
  const ask = async () => {
    await 0;
    asked = 0;
    // Where nothing is kept, there is nothing to renew.
    if (plain())
      await fetch(address + widest()!.slice(";path=/;".length), {
        method: "POST",
        credentials: "include",
        keepalive: true,
      });
  };
  watchJar(() => {
    if (!asked) {
      asked = 1;
      sent = ask().catch(() => {});
    }
  });
};
