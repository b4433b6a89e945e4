/**
 * Where a cookie of this page can be: the attributes of every place, as if there were no public suffixes, the widest first.
 * In domain.ts it stands once more, as sharing it would cost all who do not need it.
 */
export const everywhere = (): string[] => {
  const all = [";path=/"];
  for (let domain = location.hostname; domain; domain = domain.replace(/^[^.]*\.(?![\d.]*$)|.*/, ""))
    all.unshift(`;path=/;domain=${domain}`);
  return all;
};
