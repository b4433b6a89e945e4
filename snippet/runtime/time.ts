/** Says whether the clock of a zone is in one of [from, to) pairs, in minutes from Monday, 00:00. `now` is in seconds. */
export const time =
  (now: number) =>
  ([timeZone, ...ends]: [string, ...number[]]): boolean => {
    const clock = new Date(now * 1e3).toLocaleString("sv", { timeZone }); // "2026-12-01 09:00:00": Swedes write as ISO 8601
    const minute = (Date.parse(`${clock.replace(" ", "T")}Z`) / 6e4 + 4320) % 10080; // 1 January 1970 was a Thursday
    return ends.some((from, i) => i % 2 == 0 && from <= minute && minute < ends[i + 1]);
  };
