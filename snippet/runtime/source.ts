type Parameter = (name: string) => string | undefined;

/** The tables of engine/source.go that the project needs: mediums and click ids to sources, and patterns of hosts. */
export type Sources = [
  mediums: [source: string, medium: RegExp][],
  utm: string[],
  clicks: [source: string, ids: string[]][],
  hosts: [source: string, host: RegExp][],
];

/** Where the page view came from. Hosts are without "www." and without a port. */
export const source =
  (parameter: Parameter, host: string, own: string, [mediums, utm, clicks, hosts]: Sources) =>
  (): string => {
    const first = <T>(rows: [string, T][], is: (value: T) => unknown) => rows.find((row) => is(row[1]))?.[0];
    return (
      first(mediums, (medium) => medium.test(parameter("utm_medium") || "")) ||
      (utm.some(parameter) && "campaign") ||
      first(clicks, (ids) => ids.some((id) => parameter(id) != null)) ||
      (!host && "direct") ||
      ((`.${host}`.endsWith(`.${own}`) || `.${own}`.endsWith(`.${host}`)) && "internal") ||
      first(hosts, (pattern) => pattern.test(host)) ||
      "referral"
    );
  };
