import type { Exposure } from "./types";

/** Pushes an exposure to the data layer. Tag managers merge what is pushed, so every field has a name of ours. */
export const toDataLayer = ({ type, layers, ...fields }: Exposure): void => {
  const page = window as unknown as { dataLayer?: unknown[] };
  const entry: Record<string, unknown> = { event: `lanekeeper_${type}` };
  for (const [name, value] of Object.entries(fields)) entry[`lanekeeper_${name}`] = value;
  (page.dataLayer ||= []).push(entry);
};
