import type { Kind } from "./changes";
import { apply, type Form } from "./form";
import { guard } from "./guard";

/** Makes changes for an editor in the page. `tell` gets what goes wrong, with the change's id. */
export const editor =
  (kinds: Record<string, Kind>) =>
  (changes: Form[], tell?: (detail: unknown) => void): { undo: () => void } => {
    const undos = changes.map((change, i) => {
      const where = { experiment: "", variation: "", change: (change.id as string) || `${i + 1}` };
      const safe = <R>(run: () => R) => guard(run, where, (detail) => tell?.(detail));
      return safe(() => apply(change, safe, kinds))();
    });
    return {
      undo: () => {
        for (const undo of undos.splice(0).reverse()) undo?.();
      },
    };
  };
