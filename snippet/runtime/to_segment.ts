import type { Exposure } from "./types";

type Track = [name: string, properties: Record<string, unknown>];
type Analytics = unknown[] & { track?: (...event: Track) => void };

/**
 * Tells Segment of an exposure. Before Segment's own tag it waits in the list that this tag, too, begins with: what is in
 * it is sent when Segment has loaded.
 */
export const toSegment = ({ experiment, variation }: Exposure): void => {
  const page = window as unknown as { analytics?: Analytics };
  const event: Track = ["Experiment Viewed", { experiment_id: experiment, variation_id: variation }];
  const analytics = (page.analytics ||= []);
  if (analytics.track) analytics.track(...event);
  else analytics.push(["track", ...event]);
};
