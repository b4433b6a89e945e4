import { guard } from "./guard";
import type { Exposure } from "./types";

type Page = { dataLayer?: ArrayLike<unknown>[]; gtag?: (...command: unknown[]) => void };

const unsent: string[] = [];
let delay = 50;
let configured: unknown;

const send = guard((): unknown => {
  const page = window as unknown as Page;
  configured ||= page.dataLayer?.some((entry) => entry && entry[0] == "config");
  if (!configured) return setTimeout(send, (delay = Math.min(delay * 1.02, 1e3)));
  for (const exp_variant_string of unsent.splice(0))
    (
      page.gtag ||
      function () {
        // biome-ignore lint/complexity/noArguments: Google tells commands from others by their being arguments
        page.dataLayer!.push(arguments);
      }
    )("event", "experience_impression", { exp_variant_string });
});

/** Tells Google Analytics of an exposure, as soon as the page has configured it: what comes before goes nowhere. */
export const toGA4 = ({ experiment, variation }: Exposure): void => {
  if (unsent.push(`lanekeeper-${experiment}-${variation}`) < 2) send();
};
