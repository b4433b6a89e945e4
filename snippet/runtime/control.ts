import { forget } from "./forget";
import { shutJar } from "./lid";
import type { Identify, Project } from "./types";

/**
 * Does as a visitor's Global Privacy Control says, whatever they answered elsewhere: what is stored is taken away, nothing
 * more is stored, and the visitor is as `without` says.
 */
export const controlled = ([, visitor, buckets]: Project, identify: Identify, without: Identify): Identify => {
  if (!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return identify;
  shutJar(1);
  forget(visitor, buckets);
  return without;
};
