import { ours } from "./keep";

type Policy = { createHTML: (html: string) => string };
let policy: Policy | undefined;

/** Reports whether a node, or one around it, came out of a change's HTML. */
export const made = (node: Node | null): boolean => !!node && (ours.has(node) || made(node.parentNode));

/** The nodes of a piece of HTML; its scripts do not run. Pages that trust policies alone have to allow `lanekeeper`. */
export const parse = (html: string): ChildNode[] => {
  const template = document.createElement("template");
  try {
    policy ||= (
      window as { trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } }
    ).trustedTypes?.createPolicy("lanekeeper", { createHTML: (text) => text });
  } catch {}
  template.innerHTML = policy ? policy.createHTML(html) : html;
  const nodes = [...template.content.childNodes];
  for (const node of nodes) ours.add(node);
  return nodes;
};
