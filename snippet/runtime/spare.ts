/** By a node that we have taken away from where its framework believes it to be: what keeps its place there, if anything. */
const away = new WeakMap<Node, Comment | undefined>();
const spared = new WeakSet<Node>();

/** Nodes that their framework has taken away for good meanwhile: nobody may bring them back. */
export const dropped = new WeakSet<Node>();

/**
 * Spares frameworks that do not look: some throw, and take the whole page down, where they take away a node, or put one in
 * front of it, that is not where they have left it. For nodes that are away the parent does what is meant.
 */
export const spare = (parent: Node, nodes: Node[], mark?: Comment): void => {
  for (const node of nodes) {
    away.set(node, mark);
    dropped.delete(node);
  }
  if (spared.has(parent)) return;
  spared.add(parent);
  const { removeChild, insertBefore } = parent;
  const gone = (node: Node | null) => node && node.parentNode != parent && away.has(node);
  parent.removeChild = <N extends Node>(node: N): N => {
    if (!gone(node)) return removeChild.call(parent, node) as N;
    dropped.add(node);
    away.get(node)?.remove();
    (node as Node as ChildNode).remove();
    return node;
  };
  parent.insertBefore = <N extends Node>(node: N, next: Node | null): N =>
    insertBefore.call(parent, node, gone(next) ? away.get(next!) || null : next) as N;
};

/** Takes a node's place. */
export const stand = (node: Element): Comment => {
  const mark = new Comment();
  spare(node.parentNode!, [node], mark);
  node.before(mark);
  return mark;
};
