// Runs snippets in pages made up by chance: their cookies, query, storage and pushed calls are garbage, and some of what
// the browser has throws. Gives what is wrong, as sentences.
const vm = require("vm");

const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0; // mulberry32
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const reasons = ["off", "opt-out", "consent", "storage", "bucketed", "sticky", "forced", "page", "traffic", "lane", "holdout", "slot", "audience", "schedule"];

const run = ({ name, script, quiet, garbage, count, seed }) => {
  const faults = [];
  for (let turn = 0; turn < count; turn++) {
    const next = random(seed + turn);
    const one = (list) => list[Math.floor(next() * list.length)];
    const words = ["lk_visitor", "lk_buckets.shop", "lk_opt_out", "lk_force", "lk_opt_out=true", "lk_disable", "lk_debug", "=", ";", "&", "?", "%", "~", ".", "1", "1~1.b", "0123456789abcdef0123456789abcdef.t1k2m3", "\ud800", "\u{1f3a9}", "\0", "__proto__", "constructor", ",", " ", "true", "%zz", "granted", "denied"];
    const text = () => Array.from({ length: Math.floor(next() * 8) }, () => one(words)).join("");
    const trap = new Proxy({}, { get() { throw new Error("a trap"); } });
    const value = (depth = 0) =>
      one([
        () => text(), () => next() * 1e9 - 5e8, () => NaN, () => null, () => undefined, () => true, () => Symbol("s"), () => 10n, () => () => { throw new Error("theirs"); }, () => trap, () => "x".repeat(5000),
        () => (depth > 2 ? 0 : Array.from({ length: 3 }, () => value(depth + 1))),
        () => (depth > 2 ? 0 : Object.fromEntries([[text(), value(depth + 1)], ["type", value(depth + 1)]])),
        () => ({ type: one(["consent", "visitor", "on", "event", "page", "attributes", "__proto__", "constructor", "toString", text()]), state: one(["granted", "denied", value(depth + 3)]), id: value(depth + 3), event: one(["exposure", "consent", value(depth + 3)]), do: one([value(depth + 3), () => { throw new Error("theirs"); }]) }),
      ])();

    const touched = [];
    const store = new Map();
    if (next() < 0.7) store.set("lk_visitor", one([text(), "0123456789abcdef0123456789abcdef.t1k2m3"]));
    if (next() < 0.5) store.set("lk_buckets.shop", one([text(), "1~1.b~2.a"]));
    if (next() < 0.1) store.set("lk_opt_out", text());
    const given = new Map(store);
    const broken = next() < 0.15;
    const location = { protocol: one(["https:", "http:", "file:"]), hostname: one(["www.shop.co.uk", "localhost", "127.0.0.1", ""]), search: `?${text()}`, pathname: "/", hash: "" };
    location.host = location.hostname;
    location.href = `${location.protocol}//${location.host}/${location.search}`;
    const listeners = { addEventListener() {}, removeEventListener() {} };
    const document = {
      ...listeners,
      readyState: "loading",
      currentScript: { src: "https://origin/js/shop.js" },
      createElement: () => ({}),
      documentElement: { append() { touched.push("load"); } },
      querySelector: () => null,
      get cookie() {
        touched.push("read");
        if (broken) throw new Error("no cookies");
        return [...store].map(([key, v]) => `${key}=${v}`).join("; ");
      },
      set cookie(line) {
        touched.push("write");
        if (broken) throw new Error("no cookies");
        const [pair, ...rest] = line.split(";");
        const [key, v] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
        if (rest.includes("max-age=0")) store.delete(key);
        else if (!rest.some((part) => part.startsWith("domain=") && !part.endsWith(".shop.co.uk") && part !== "domain=shop.co.uk")) store.set(key, v);
      },
    };
    const queue = Array.from({ length: Math.floor(next() * 4) }, () => value());
    const page = {
      ...listeners,
      document, location,
      navigator: { globalPrivacyControl: one([true, false, undefined]) },
      history: { pushState() {}, replaceState() {} },
      crypto: { getRandomValues: (a) => a.map(() => Math.floor(next() * 2 ** 32)) },
      console: { error() {}, warn() {}, log() {} },
      fetch: () => { touched.push("fetch"); return one([() => Promise.reject(new Error("no network")), () => { throw new Error("no fetch"); }, () => undefined])(); },
      MutationObserver: class { observe() {} disconnect() {} },
      requestAnimationFrame: (call) => void frames.push(call),
      setTimeout: (call) => void frames.push(call),
      setInterval() {}, clearInterval() {}, clearTimeout() {},
      URLSearchParams, URL,
      lanekeeper: garbage ? one([undefined, queue, queue, queue, value()]) : [],
    };
    const frames = [];
    Object.defineProperty(page, "localStorage", { get() { touched.push("storage"); if (next() < 0.2) throw new Error("no storage"); return (page.box ||= {}); } });
    page.window = page;
    page.self = page;
    const what = (fault) => faults.push(`${name}, seed ${seed + turn}: ${fault}`);
    const attempt = (step, call) => {
      try {
        return call();
      } catch (error) {
        what(`${step} throws ${error && error.stack}`);
      }
    };
    const settle = () => { for (let i = 0; frames.length && i < 50; i++) attempt("later", frames.shift()); };
    attempt("the script", () => vm.runInNewContext(script, page));
    settle();
    const api = page.lanekeeper;
    let works = false;
    try {
      works = typeof api.get == "function" && typeof api.push == "function" && !touched.includes("load");
    } catch {} // it is still the page's own
    if (works) {
      if (garbage) for (let i = 0; i < 10; i++) { attempt("a pushed call", () => api.push(value())); settle(); }
      const decisions = attempt("get", () => api.get("decisions"));
      if (decisions) for (const id in decisions) if (!reasons.includes(decisions[id].reason) || (decisions[id].variation && !["bucketed", "sticky"].includes(decisions[id].reason))) what(`a decision is ${JSON.stringify(decisions[id])}`);
      if (!decisions && !garbage) what("there are no decisions");
    }
    if (quiet && !garbage && touched.some((t) => t !== "load")) what(`it has ${touched}`);
    if (!broken)
      for (const [key, v] of store) {
        if (given.get(key) === v) continue;
        if (!{ lk_visitor: /^[\da-f]{32}\.[\da-z]{1,8}$/, "lk_buckets.shop": /^1(~[\w-]+\.[\w-]+)+$/, lk_opt_out: /^1$/, lk_day: /^1$/ }[key]?.test(v)) what(`a cookie is ${key}=${v}`);
      }
    if (faults.length > 5) break;
  }
  return faults;
};

module.exports = run;
