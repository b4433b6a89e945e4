// Chromium and Firefox as Debian ships them. Firefox speaks WebDriver BiDi here, which channel "moz-firefox" chooses.
import { chromium, firefox } from "playwright-core";

const launch = {
  chromium: (proxy) =>
    chromium.launch({
      proxy,
      executablePath: "/usr/bin/chromium",
      // As root there is no sandbox. Back and forward lead to pages that were kept, as for visitors.
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    }),
  firefox: (proxy) => firefox.launch({ proxy, channel: "moz-firefox", executablePath: "/usr/bin/firefox-esr" }),
};

export const start = async (name, address, crashed) => {
  const begin = async () => {
    const browser = await launch[name]({ server: `http://${address}`, bypass: "localhost,.localhost,127.0.0.1" });
    browser.on("disconnected", () => crashed("the browser"));
    return browser;
  };
  let browser = await begin();
  let visitor, page;
  return {
    version: () => browser.version(),
    /** Becomes somebody who was never here: no cookies, no storage, one empty tab. */
    async fresh() {
      if (browser.isConnected()) await visitor?.close();
      else browser = await begin();
      visitor = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } });
      page = await visitor.newPage();
      page.on("crash", () => crashed("the page"));
    },
    /** Has the page's process crash, as it may at any time. */
    crash: () => page.goto("chrome://crash"),
    /** Opens an address, without waiting for all of the page. */
    open: async (address) => void (await page.goto(address, { waitUntil: "commit" })),
    /** Opens an address in one more tab of the same visitor. The other commands stay with the first tab. */
    tab: async (address) => void (await (await visitor.newPage()).goto(address, { waitUntil: "commit" })),
    /** Clicks on an element, as a mouse does. */
    click: (selector) => page.click(selector),
    /** Presses a key: "Enter", "Tab", "a". */
    press: (key) => page.keyboard.press(key),
    /** All cookies there are: [{name, value, domain, path, expires, httpOnly, secure, sameSite}], expires in seconds since 1970, -1: with the session. */
    cookies: () => visitor.cookies(),
    end: () => browser.close(),
  };
};
