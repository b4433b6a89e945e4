package server

import (
	"fmt"
	"slices"

	"github.com/lanekeeper/lanekeeper/engine"
)

// An id says which experiment, or variation, a visitor is pinned to. So where a
// project is replaced by a form that leaves ids out, minting new ones by number
// could hand one experiment's visitors to another. identify does this instead:
// what has no id is what had the same name before. Else it is new, but then
// nothing may be missing in the same list, as it could be that under a new name.

// identifyAll sets the ids that next leaves out and before has, and returns what
// cannot be told. The rest is left to be minted.
func identifyAll(before, next *engine.Project) []engine.Problem {
	problems := identify("experiments", "experiment", before.Experiments, next.Experiments, experimentNames)
	for i := range next.Experiments {
		if was, err := before.Find(next.Experiments[i].ID); err == nil {
			problems = append(problems, identifyVariations(fmt.Sprintf("experiments[%d]", i), was, &next.Experiments[i])...)
		}
	}
	return problems
}

func identifyVariations(at string, before, next *engine.Experiment) []engine.Problem {
	return identify(at+".variations", "variation", before.Variations, next.Variations, variationNames)
}

func experimentNames(e *engine.Experiment) (id *string, name string) { return &e.ID, e.Name }
func variationNames(v *engine.Variation) (id *string, name string)   { return &v.ID, v.Name }

func identify[T any](path, what string, before, next []T, names func(*T) (id *string, name string)) (problems []engine.Problem) {
	named := map[string]bool{} // ids that next accounts for
	for i := range next {
		id, _ := names(&next[i])
		named[*id] = true
	}
	missing := map[string][]string{} // names before to the ids that next does not account for, in order
	for j := range before {
		if was, name := names(&before[j]); !named[*was] {
			missing[name] = append(missing[name], *was)
		}
	}
	var unknown []int
	for i := range next {
		id, name := names(&next[i])
		switch {
		case *id != "":
		case len(missing[name]) > 0:
			*id, missing[name] = missing[name][0], missing[name][1:]
			named[*id] = true
		default:
			unknown = append(unknown, i)
		}
	}
	gone := slices.DeleteFunc(slices.Clone(before), func(b T) bool { id, _ := names(&b); return named[*id] })
	if len(gone) == 0 {
		return nil
	}
	was, name := names(&gone[0])
	candidates := fmt.Sprintf("%s %s (%q), which is missing,", what, *was, name)
	if len(gone) > 1 {
		candidates = fmt.Sprintf("%s %s (%q) or another of the %d that are missing,", what, *was, name, len(gone))
	}
	for _, i := range unknown {
		problems = append(problems, engine.Problem{
			Path: fmt.Sprintf("%s[%d].id", path, i), Code: "ambiguous",
			Message: fmt.Sprintf("Is this a new %s, or %s under a new name? "+
				"Write its id, or first remove the one and then add the other.", what, candidates),
		})
	}
	return problems
}
