/** The number of the page view: a new one begins with the address, and when the browser brings a page back from its cache. */
export let turn = 0;

/** True while the page turns: the address is the new one already, and the elements are the old ones still. */
export let turning = false;

let look: () => void = () => {};
let looking = false;
let asked = false;

/** Looks now, from here on, each time with `run`, which never throws: a look never begins inside another. */
export const lookWith = (run: () => void): void => {
  look = () => {
    if (looking) return;
    looking = true;
    run();
    looking = false;
  };
  look();
};

const now = () => {
  if (asked) {
    asked = false;
    look();
  }
};

/**
 * Asks for another look: soon, and one, however often it is asked. A frame is soon enough, as nothing is painted before it,
 * and late enough for frameworks to have made the new page. A page that nobody sees has no frames.
 */
export const again = (): void => {
  if (!asked) {
    asked = true;
    requestAnimationFrame(now);
    setTimeout(now, 100);
  }
};

/** Begins a page view. What the new address ends is undone at once, before a framework takes the elements away. */
export const turnPage = (): void => {
  turn++;
  turning = true;
  look();
  turning = false;
  again();
};
