package engine

import (
	"slices"

	"github.com/lanekeeper/lanekeeper/tagparser"
)

func (v *validator) experiment(path string, e *Experiment) {
	v.id(path+".id", e.ID, nil)
	if v.experiments[e.ID] != nil {
		v.add(path+".id", "duplicate", "The id %s stands here twice.", e.ID)
	}
	v.experiments[e.ID] = e
	v.oneOf(path+".status", string(e.Status), string(Draft), string(Running), string(Paused), string(Ended), string(Archived))
	v.salt(path+".salt", e.Salt, e.ID)
	v.share(path+".traffic", e.Traffic, 0)
	v.known(path+".pages", "page", e.Pages, func(id string) bool { return v.pages[id] })
	v.known(path+".audiences", "audience", e.Audiences, func(id string) bool { return v.audiences[id] })
	v.delays(path, e)
	v.variations(path+".variations", e.Variations)
	for _, visitor := range sortedKeys(e.Forced) {
		at := path + ".forced." + visitor
		v.visitor(at, visitor)
		if e.variation(e.Forced[visitor]) < 0 {
			v.add(at, "unknown-id", "This experiment has no variation %q.", e.Forced[visitor])
		}
	}
}

func (v *validator) variations(path string, variations []Variation) {
	seen, sum := map[string]bool{}, 0
	for i, variation := range variations {
		at := element(path, i)
		v.id(at+".id", variation.ID, seen)
		v.share(at+".weight", variation.Weight, 0)
		sum += variation.Weight
		v.changes(at+".changes", variation.Changes)
	}
	if len(variations) == 0 {
		v.add(path, "required", "An experiment needs at least one variation.")
	} else if sum != Whole {
		v.add(path, "weights", "The weights add up to %d; they must add up to %d.", sum, Whole)
	}
}

// delays checks what an experiment waits for, and when it runs.
func (v *validator) delays(path string, e *Experiment) {
	if w := e.WaitFor; w != nil {
		switch {
		case w.Selector == "" && w.Code == "":
			v.add(path+".waitFor", "required", "It waits for an element, by a selector, or for code.")
		case w.Selector != "" && w.Code != "":
			v.add(path+".waitFor", "choice", "It waits for an element or for code, not both.")
		}
	}
	if e.Schedule == nil {
		return
	}
	at := path + ".schedule"
	if e.Schedule.Start == "" && e.Schedule.Stop == "" {
		v.add(at, "required", "A schedule needs a start, a stop, or both.")
	}
	if _, _, field, fault := e.Schedule.ends(); fault != "" {
		v.add(at+"."+field, map[bool]string{true: "range", false: "format"}[fault == stopsFirst], "%s", fault)
	}
}

// variation is the index of a variation, or -1.
func (e *Experiment) variation(id string) int {
	return slices.IndexFunc(e.Variations, func(v Variation) bool { return v.ID == id })
}

// running checks the rules of the running set: names without errors, one
// holdout a scope, holdouts that hold out, and a cookie that browsers keep.
func (v *validator) running() {
	holdouts := map[string]string{}
	cookie := len("1")
	for i := range v.project.Experiments {
		e := &v.project.Experiments[i]
		if e.Status != Running {
			continue
		}
		path := element("experiments", i)
		name := tagparser.Parse(e.Name)
		v.runningName(path+".name", name)
		if name.Holdout {
			v.runningHoldout(path, e, name.Scope(), holdouts)
		}
		cookie += longestPin(e)
	}
	if cookie > maxRunningCookie {
		v.add("experiments", "cookie-too-large", "All running experiments together could need %d bytes of cookie; browsers keep at most %d. "+
			"End some, or give them shorter ids.", cookie, maxRunningCookie)
	}
}

func (v *validator) runningName(path string, name tagparser.Name) {
	for _, issue := range name.Issues {
		if issue.Severity == tagparser.SeverityError {
			v.add(path, string(issue.Code), "%s", issue.Message)
		}
	}
}

func (v *validator) runningHoldout(path string, e *Experiment, scope string, holdouts map[string]string) {
	if first, twice := holdouts[scope]; twice {
		v.add(path+".name", "two-holdouts", "Experiment %s is already the running holdout of %s; a scope has one.", first, scope)
	} else {
		holdouts[scope] = e.ID
	}
	if len(e.Audiences) > 0 {
		v.add(path+".audiences", "holdout-with-targeting", "A holdout holds its visitors before audiences are asked; it can have none.")
	}
	if e.WaitFor != nil {
		v.add(path+".waitFor", "holdout-with-targeting", "A holdout shows nothing, so there is nothing to wait for.")
	}
	if len(e.Variations) > 1 {
		v.add(path+".variations", "holdout-with-changes", "A holdout shows everybody the same: it has one variation.")
	}
	for i, variation := range e.Variations {
		if len(variation.Changes) > 0 {
			v.add(element(path+".variations", i)+".changes", "holdout-with-changes", "A holdout's visitors see the page as it is: no changes.")
		}
	}
}

// longestPin is the largest part of the bucket cookie that e can need.
func longestPin(e *Experiment) int {
	longest := 0
	for _, variation := range e.Variations {
		longest = max(longest, len(variation.ID))
	}
	return len("~") + len(e.ID) + len(".") + longest
}
