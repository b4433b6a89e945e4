// Opens addresses in one browser, for the conformance suite: node drive.mjs chromium|firefox|webkit host:port
// The second argument is the proxy for all that is not on this machine.
//
// Each line that comes in is a command, {"id": 1, "do": "open", "with": "http://…"}; each that goes out is its answer,
// {"id": 1, "value": …} or {"id": 1, "error": "…"}. The first line that goes out says that the browser is there. One that
// has crashed is told of its own accord, {"crash": "the browser"}; the next command "fresh" starts another. With the end
// of the input the browser ends. What a browser can do is listed in playwright.mjs.
import { createInterface } from "node:readline";

const [name, proxy] = process.argv.slice(2);
const { start } = await import(name === "webkit" ? "./webdriver.mjs" : "./playwright.mjs");
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1)); // what was started ends with this program
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

// A crashed browser answers nothing any more, so nobody waits for it.
let crashed;
let crash;
const live = () => {
  crash = new Promise((_, reject) => {
    crashed = (what) => {
      say({ crash: what });
      reject(new Error(`${what} has crashed`));
      crashed = () => {};
    };
  });
  crash.catch(() => {});
};
live();

let browser;
try {
  browser = await start(name, proxy, (what) => crashed(what));
} catch (error) {
  say({ error: String(error.message || error) });
  process.exit(1);
}
say({ value: await browser.version() });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: command, with: argument } = JSON.parse(line);
  try {
    if (command === "fresh") {
      crashed = () => {}; // whatever happens to the old one
      const fresh = browser.fresh();
      live();
      await fresh;
      say({ id, value: null });
    } else say({ id, value: (await Promise.race([browser[command](argument), crash])) ?? null });
  } catch (error) {
    say({ id, error: String(error.message || error) });
  }
}
crashed = () => {};
await browser.end();
process.exit(0);
