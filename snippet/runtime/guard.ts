/** Makes a function that never throws into the page: what goes wrong is logged with `where`, and gives undefined. */
export const guard =
  <A, R>(run: (argument: A) => R, ...where: string[]) =>
  (argument?: A): R | undefined => {
    try {
      return run(argument as A);
    } catch (error) {
      console.error("lanekeeper", ...where, error);
    }
  };
