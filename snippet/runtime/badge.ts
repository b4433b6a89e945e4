/** Shows what is forced, with a way out. Its looks are set by script alone, which a Content-Security-Policy allows. */
export const badge = (forced: string[]): void => {
  const exit = document.createElement("a");
  const address = new URL(location.href);
  address.searchParams.delete("lk_force");
  address.searchParams.delete("lk_force_only");
  exit.href = address.href;
  exit.textContent = "Exit preview";
  exit.style.cssText = "all:revert;color:#fff;margin-left:12px;text-decoration:underline";
  const box = document.createElement("div");
  box.id = "lanekeeper-preview";
  box.setAttribute("role", "status");
  box.style.cssText =
    "all:initial;position:fixed;z-index:2147483647;left:12px;bottom:12px;padding:8px 14px;border-radius:8px;" +
    "background:#1d2733;color:#fff;font:14px/20px system-ui,sans-serif;box-shadow:0 2px 10px rgba(0,0,0,.4)";
  box.append(forced.length ? `Preview: ${forced.join(", ")}` : "Preview: nothing is forced", exit);
  const add = () => document.body.append(box);
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
};
