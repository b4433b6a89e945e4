import { again } from "./turn";

/** What was pushed last, or the one object that the data layer is. */
const newest = () => ([] as unknown[]).concat((window as { dataLayer?: unknown }).dataLayer).pop();

/**
 * Looks again when something was pushed to the data layer. It asks: every 50 ms after a push and at first, then ever more
 * rarely, at last every second. Its push is not wrapped: tag managers wrap it too, and pages put a new list in its place.
 */
export const pushed = (): void => {
  let seen = newest();
  let delay = 50;
  const poll = () => {
    delay = Math.min(delay * 1.02, 1e3);
    if (seen !== (seen = newest())) {
      delay = 50;
      again();
    }
    setTimeout(poll, delay);
  };
  poll();
};
