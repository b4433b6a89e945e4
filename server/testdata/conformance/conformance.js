// The library of the conformance suite's pages: it stands first in the page, checks, and tells the test server.
// It keeps what it needs of the browser, as later scripts may spoil everything, and uses no method of arrays.
{
  const { fetch, document, location, Promise, Error, JSON, navigator } = window;
  const [text, request, json, escape] = [String, fetch.bind(window), { parse: JSON.parse, print: JSON.stringify }, encodeURIComponent];
  const frame = window.requestAnimationFrame.bind(window);
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  let unsent = ""; // lines of "kind name detail"
  let said = []; // what the console and the browser complained of, and no check has expected

  const line = (kind, name, detail) => {
    unsent += `${kind} ${escape(name)} ${escape(detail === undefined ? "" : detail)}\n`;
  };
  const complain = (kind, what) => {
    said[said.length] = `${kind}: ${what}`;
  };
  const words = (list) => {
    let all = "";
    for (let i = 0; i < list.length; i++) {
      let word = "an object";
      try {
        word = text(list[i]);
        if (word === "[object Object]") word = json.print(list[i]);
      } catch {}
      all += (i ? " " : "") + word;
    }
    return all;
  };
  for (const kind of ["error", "warn"]) {
    const before = console[kind];
    console[kind] = (...list) => {
      complain(kind, words(list));
      before.call(console, ...list);
    };
  }
  addEventListener("error", (event) => event.message && complain("uncaught", event.message)); // without a message: a file that did not load
  addEventListener("unhandledrejection", (event) => complain("rejected", text(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) => complain("policy", `${event.violatedDirective} ${event.blockedURI}`));

  // Not as JSON: pages may change how that is written. Without cookies, and so plain that no browser asks first.
  const post = (path, body, more) => request(base + path, { method: "POST", body, credentials: "omit", cache: "no-store", headers: { "Content-Type": "text/plain" }, ...more });
  const flush = (end) => {
    for (let i = 0; i < said.length; i++) line("complaint", said[i]);
    said = [];
    const body = unsent + end;
    unsent = "";
    return body;
  };
  let ended = false; // whether this page has ended the case; the test then waits for its last words
  const beacon = navigator.sendBeacon.bind(navigator);
  const farewell = () => {
    const rest = flush(ended ? "bye" : "");
    if (rest) beacon(`${base}~report`, rest);
  };
  addEventListener("pagehide", farewell);

  /** Something that has to hold. detail says what was found instead: a value, or a function that gives it. */
  window.must = (name, condition, detail) => line(condition ? "held" : "failed", name, condition ? "" : typeof detail === "function" ? text(detail()) : detail);
  /** Something that must not be. */
  window.mustNot = (name, condition, detail) => must(`not: ${name}`, !condition, detail);
  /** Two values that have to be the same; objects by their JSON. */
  window.mustBe = (name, found, wanted) => {
    const [a, b] = [json.print(found), json.print(wanted)];
    must(name, a === b, `found ${a}\nwanted ${b}`);
  };
  /** Waits until a condition holds, and gives its value. It is looked at each frame; the test's deadline ends what never comes. */
  window.until = async (condition) => {
    for (;;) {
      const value = await condition();
      if (value) return value;
      await new Promise((resolve) => {
        let over = false;
        const on = () => over || ((over = true), resolve());
        frame(on);
        setTimeout(on, 50); // a page that is not shown has no frames
      });
    }
  };
  /** Takes one complaint of the console that matches, and gives it. What nobody takes is a failure. Lines read "error: …", "warn: …", "uncaught: …", "rejected: …", "policy: …". */
  window.said = (pattern) => {
    for (let i = 0; i < said.length; i++)
      if (said[i].search(pattern) >= 0) {
        const [found, rest] = [said[i], []];
        for (let j = 0; j < said.length; j++) if (j !== i) rest[rest.length] = said[j];
        said = rest;
        return found;
      }
  };
  /** Ends the case, once: everything that was checked goes to the test server. */
  window.report = () => {
    ended = true;
    return post("~report", flush("done"), { keepalive: true });
  };
  /** Goes on with the case at another address: what was checked so far is sent first. */
  window.leave = async (address) => {
    await post("~report", flush(""));
    if (address) location.assign(address);
  };
  /** Runs the page's checks when the page has loaded, and ends the case; what throws is a failure. */
  window.check = (checks) => {
    const run = async () => {
      removeEventListener("pagehide", farewell); // so that it comes after those of the page
      addEventListener("pagehide", farewell);
      try {
        await checks();
      } catch (error) {
        line("failed", `the checks throw ${error} ${(error && error.stack) || ""}`);
      }
      await report();
    };
    if (document.readyState === "complete") run();
    else addEventListener("load", () => setTimeout(run));
  };

  const ask = async (what, argument) => {
    const response = await post("~ask", json.print({ what, with: argument }));
    const answer = json.parse(await response.text());
    if (answer.error) throw new Error(`${what}: ${answer.error}`);
    return answer.value;
  };
  /** What Go decides: {decisions, visitor, buckets} for a Cookie header and an address; by default the page's own. */
  window.goDecides = (cookie = document.cookie, address = location.href) => ask("decide", { cookie, address });
  /** The decisions alone, for a visitor without pins. */
  window.goDecidesFor = (visitor, address = location.href) => ask("decide", { visitor, address });
  /** The admin API, about the project: await admin("POST", "/experiments/1/end"). */
  window.admin = (method, path, body) => ask("admin", { method, path, body: body === undefined ? "" : json.print(body) });
  /** All requests so far, except for the case's pages: [{method, host, path, headers, body}]. */
  window.requests = () => ask("requests");
  /** What the origin does from now on: "up", "down", "error", "garbage", "hang". */
  window.lanekeepers = (mode) => ask("origin", mode);
  /** What only the browser's driver can do: click(selector), press(key), tab(address), cookies(), crash(). See drive/playwright.mjs. */
  window.drive = {};
  for (const what of ["click", "press", "tab", "cookies", "crash"]) drive[what] = (argument) => ask("drive", { do: what, with: argument });

  /**
   * Watches from here on what scripts do with cookies and localStorage: {read, stored: how often, written: the texts}. Its
   * cookie() gives the cookies without being counted.
   */
  window.watch = () => {
    const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
    const storage = Object.getOwnPropertyDescriptor(window, "localStorage");
    const seen = { read: 0, stored: 0, written: [], cookie: () => jar.get.call(document) };
    Object.defineProperty(document, "cookie", {
      configurable: true,
      get() {
        seen.read++;
        return jar.get.call(document);
      },
      set(value) {
        seen.written[seen.written.length] = value;
        jar.set.call(document, value);
      },
    });
    Object.defineProperty(window, "localStorage", {
      configurable: true,
      get() {
        seen.stored++;
        return storage.get.call(window);
      },
    });
    return seen;
  };

  /** Opens an address in a frame, gives it when it has loaded. */
  window.framed = (address, attributes = {}) =>
    new Promise((resolve) => {
      const element = document.createElement("iframe");
      for (const name in attributes) element.setAttribute(name, attributes[name]);
      element.onload = () => resolve(element);
      element.src = address;
      (document.body || document.documentElement).append(element);
    });
  /** Forgets all cookies that scripts can reach, on this host and those above it, and the storage. */
  window.forget = () => {
    for (const pair of document.cookie.split("; ")) {
      const parts = location.hostname.split(".");
      for (let i = -1; i < parts.length; i++) {
        let domain = "";
        for (let j = i; j >= 0 && j < parts.length; j++) domain += (domain && ".") + parts[j];
        document.cookie = `${pair.split("=")[0]}=; path=/; max-age=0${domain && `; domain=${domain}`}`;
      }
    }
    localStorage.clear();
    sessionStorage.clear();
  };
}
