/** What is told about a failure: to which change of which experiment it belongs. */
export type Where = { experiment: string; variation: string; change: string };

/** Makes a function that never throws into the page: what goes wrong is logged, and told to `emit`, and gives undefined. */
export const guard =
  <A, R>(run: (argument: A) => R, where?: Where, emit?: Emit) =>
  (argument?: A): R | undefined => {
    try {
      return run(argument as A);
    } catch (error) {
      console.error("lanekeeper", where, error);
      emit?.({ type: "error", ...where, error });
    }
  };

/** Tells the page's hooks of an event. */
export type Emit = (event: { type: string; [name: string]: unknown }) => void;
