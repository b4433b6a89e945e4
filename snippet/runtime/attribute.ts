/** A value of the page's as text. Objects have none, and stay what they are. */
export const text = (value: unknown): unknown =>
  value == null || typeof value == "object" ? value : `${value as string}`;

/** Gives what the page has pushed under a name. The attributes inherit nothing. */
export const attribute =
  (attributes: Record<string, unknown>) =>
  (name: string): unknown =>
    text(attributes[name]);
