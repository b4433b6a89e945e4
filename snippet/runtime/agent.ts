// The classes of docs/agents.md: the same for the same string as package agent (agent/agent.go), whatever is in it.

/** An iPad that says it is a Mac names iOS or a mobile build, as nothing on a Mac does, or has a touch screen. */
const posing = (agent: string, touchPoints = 0): boolean =>
  /Macintosh/.test(agent) && (touchPoints > 1 || /iOS|Mobile\//.test(agent));

/** desktop, phone, tablet, bot or other. `touchPoints` is `navigator.maxTouchPoints`. */
export const device = (agent: string, touchPoints?: number): string =>
  /^(?!Mozilla\/|Opera[ /]|$)|[^u]bot|crawl|spider|http|headless|phantom|lighthouse|preview|ptst|compatible(?!; MSIE)/i.test(
    agent,
  )
    ? "bot"
    : /TV|Xbox| VR|; AFT/.test(agent)
      ? "other"
      : posing(agent, touchPoints) || /iPad|Tablet[/;]|Silk/.test(agent)
        ? "tablet"
        : /Mobi|Phone|iPod|Opera Mini/.test(agent)
          ? "phone"
          : /Android/.test(agent)
            ? "tablet"
            : /Win|Mac|Linux|X11/.test(agent)
              ? "desktop"
              : "other";

/** windows, macos, ios, android, linux, chromeos or other. `touchPoints` is `navigator.maxTouchPoints`. */
export const os = (agent: string, touchPoints?: number): string =>
  /Windows [PCM]/.test(agent)
    ? "other"
    : /Win/.test(agent)
      ? "windows"
      : posing(agent, touchPoints) || /iP(?:[ao]d|ho)/.test(agent)
        ? "ios"
        : /Mac[i_]/.test(agent)
          ? "macos"
          : /CrOS/.test(agent)
            ? "chromeos"
            : /Android/.test(agent)
              ? "android"
              : /Linux/.test(agent)
                ? "linux"
                : "other";

/** chrome, edge, firefox, safari, opera, samsung, app or other; and the major version, 0 where there is none. */
export const browser = (agent: string): [name: string, version: number] => {
  let match: RegExpExecArray | null | undefined;
  const is = (token: string) => (match = RegExp(`(?:${token})\\w*[ /](\\d{1,5})`).exec(agent));
  const name = /; wv\)|\) Mobile\/|GSA\//.test(agent)
    ? "app"
    : is("Edg")
      ? "edge"
      : is("SamsungB")
        ? "samsung"
        : is("OP[RTXi]|Opera")
          ? "opera"
          : is("Firefox|FxiOS")
            ? "firefox"
            : is("Chrome|CriOS")
              ? "chrome"
              : is("Mac OS[^]*\\) Version")
                ? "safari"
                : "other";
  return [name, match ? +match[1] : 0];
};
