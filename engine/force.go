package engine

import "fmt"

// forceOthers adds the forced experiments that do not run, and refuses unknown
// ids, so that a mistyped preview does not look like one without effect.
func (r *Rules) forceOthers(result Result, v Visit) (Result, error) {
	if len(v.Force) == 0 {
		return result, nil
	}
	var problems []Problem
	for _, id := range sortedKeys(v.Force) {
		e, err := r.Project.Find(id)
		if err != nil || e.variation(v.Force[id]) < 0 {
			problems = append(problems, Problem{
				Path: "force." + id, Code: "unknown-id",
				Message: fmt.Sprintf("There is no experiment %q with a variation %q.", id, v.Force[id]),
			})
			continue
		}
		if e.Status != Running && v.State != ReasonOff {
			result.Decisions = append(result.Decisions, Decision{Experiment: id, Variation: v.Force[id], Reason: ReasonForced})
		}
	}
	if err := Invalid(problems); err != nil {
		return Result{}, err
	}
	return result, nil
}
