// WebKitGTK's MiniBrowser, through its own WebDriver and on a screen of its own. The commands are those of playwright.mjs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import webdriver from "selenium-webdriver";

const BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/** Xvfb takes a free display and says which one. Without -noreset it would start anew, and refuse browsers meanwhile, whenever the last one left. */
const screen = async () => {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1000x24", "-nolisten", "tcp", "-noreset"], { stdio: ["ignore", "ignore", "inherit", "pipe"] });
  const [text] = await Promise.race([once(server.stdio[3], "data"), once(server, "exit").then(() => Promise.reject(new Error("Xvfb does not start")))]);
  return { server, display: `:${String(text).trim()}` };
};

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
};

const status = (url) => fetch(`${url}/status`).then((r) => r.ok, () => false);
const moment = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A driver with a browser, in a group of processes of their own, so that both can be ended at once. They are ended by
 * force, which is quicker than to ask. Of some fifteen starts one ends in a crash of MiniBrowser (2.50) before it has a
 * window, and the driver then never answers: so patience is short at first.
 */
const launch = async (display, proxy, patience, running) => {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: ["ignore", "ignore", "pipe"], detached: true, env: { ...process.env, DISPLAY: display } });
  const gone = once(driver, "exit");
  running.add(driver.pid);
  let pulse;
  const end = async () => {
    clearInterval(pulse);
    if (driver.exitCode === null && driver.signalCode === null) process.kill(-driver.pid, "SIGKILL");
    await gone;
    running.delete(driver.pid);
  };
  const url = `http://127.0.0.1:${port}`;
  const started = (async () => {
    // It does not say when it is there.
    while (!(await status(url))) {
      if (!running.has(driver.pid)) throw new Error("ended");
      await moment(10);
    }
    return new webdriver.Builder()
      .usingServer(url)
      .withCapabilities({
        browserName: "MiniBrowser",
        acceptInsecureCerts: true,
        pageLoadStrategy: "none",
        proxy: { proxyType: "manual", httpProxy: proxy, sslProxy: proxy, noProxy: ["localhost", "*.localhost", "127.0.0.1"] },
        "webkitgtk:browserOptions": { binary: BROWSER, args: ["--automation"] },
      })
      .build();
  })();
  started.catch(() => {});
  const visitor = await Promise.race([started, moment(patience), gone.then(() => {})]);
  // Of a page's process that has ended MiniBrowser tells, of MiniBrowser nobody does.
  const children = () => {
    try {
      return readFileSync(`/proc/${driver.pid}/task/${driver.pid}/children`, "utf8").trim();
    } catch {
      return "";
    }
  };
  const crash = new Promise((resolve) => {
    driver.stderr.on("data", (text) => /CRASHED/.test(text) && resolve("the page"));
    pulse = setInterval(() => visitor && !children() && resolve("the browser"), 250);
  });
  return { visitor, end, crash, children };
};

export const start = async (_, proxy, crashed) => {
  const { server, display } = await screen();
  const running = new Set();
  process.on("exit", () => {
    for (const pid of running)
      try {
        process.kill(-pid, "SIGKILL");
      } catch {} // it has ended
    server.kill();
  });
  const prepare = async () => {
    for (let patience = 3000; patience < 60_000; patience *= 2) {
      const browser = await launch(display, proxy, patience, running);
      if (browser.visitor && browser.children()) return browser;
      await browser.end();
    }
    throw new Error("MiniBrowser does not start");
  };
  // The next browser starts while this one is used.
  let visitor, end, children, next;
  const use = (browser) => {
    ({ visitor, end, children } = browser);
    browser.crash.then((what) => visitor === browser.visitor && crashed(what));
    next = prepare();
    next.catch(() => {});
  };
  use(await prepare());
  return {
    version: async () => (await visitor.getCapabilities()).get("browserVersion"),
    // What a browser stores it keeps in memory, so a new one knows nothing.
    async fresh() {
      const [browser] = await Promise.all([next, end()]);
      use(browser);
    },
    crash: () => process.kill(Number(children().split(" ")[0]), "SIGSEGV"),
    open: (address) => visitor.get(address),
    async tab(address) {
      const first = await visitor.getWindowHandle();
      await visitor.switchTo().newWindow("tab");
      await visitor.get(address);
      await visitor.switchTo().window(first);
    },
    click: (selector) => visitor.findElement({ css: selector }).click(),
    press: (key) => visitor.actions().sendKeys(webdriver.Key[key.toUpperCase()] ?? key).perform(),
    cookies: async () => (await visitor.manage().getCookies()).map(({ expiry, ...cookie }) => ({ ...cookie, expires: expiry ?? -1 })),
    end: async () => {}, // with this program, as all that it started
  };
};
