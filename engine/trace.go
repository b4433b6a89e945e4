package engine

import (
	"fmt"
)

// Trace is how a visit's decisions came about, for people and machines.
type Trace struct {
	Visitor     string             `json:"visitor"`
	URL         string             `json:"url,omitempty"`
	Layers      []Outcome          `json:"layers"`
	Slots       []SlotOutcome      `json:"slots"`
	Experiments []*ExperimentTrace `json:"experiments"`
}

// ExperimentTrace is the path of one decision: every condition that was looked
// at, in order, up to the one that decided.
type ExperimentTrace struct {
	Experiment string `json:"experiment"`
	Name       string `json:"name"`
	Variation  string `json:"variation,omitempty"`
	Reason     Reason `json:"reason"`
	Sentence   string `json:"sentence"`
	Steps      []Step `json:"steps"`
}

// Step is one condition: what was asked, whether it let the visitor through,
// and the numbers, in words.
type Step struct {
	Step   string `json:"step"`   // schedule, layer, holdout, slot, page, audience, wait, pin, traffic, variation
	Passed bool   `json:"passed"` // false also where it cannot be known
	Text   string `json:"text"`
}

// Explain is Decide, by the same code, with the trace of every step.
func (r *Rules) Explain(v Visit) (Result, *Trace, error) {
	t := &Trace{Visitor: v.Visitor, URL: v.URL, Layers: []Outcome{}, Slots: []SlotOutcome{}, Experiments: []*ExperimentTrace{}}
	for i := range r.Experiments {
		t.Experiments = append(t.Experiments, &ExperimentTrace{Experiment: r.Experiments[i].ID, Name: r.Experiments[i].Name, Steps: []Step{}})
	}
	result, err := r.decide(v, t)
	if err != nil {
		return Result{}, nil, err
	}
	for _, d := range result.Decisions[len(r.Experiments):] {
		e, _ := r.Project.Find(d.Experiment)
		forced := &ExperimentTrace{Experiment: d.Experiment, Name: e.Name, Steps: []Step{}}
		forced.end(d.Variation, d.Reason)
		t.Experiments = append(t.Experiments, forced)
	}
	return result, t, nil
}

// The methods below do nothing on nil, so that Decide pays nothing for them.
// Those that take a result of a condition return it.

func (t *Trace) layers(result *Result) {
	if t != nil {
		t.Layers = append(t.Layers, result.Layers...)
		t.Slots = append(t.Slots, result.Slots...)
	}
}

func (t *Trace) experiment(i int) *ExperimentTrace {
	if t == nil {
		return nil
	}
	return t.Experiments[i]
}

func (t *ExperimentTrace) end(variation string, reason Reason) (string, Reason) {
	if t != nil {
		t.Variation, t.Reason, t.Sentence = variation, reason, reason.Sentence()
	}
	return variation, reason
}

func (t *ExperimentTrace) add(step string, passed bool, format string, args ...any) {
	t.Steps = append(t.Steps, Step{step, passed, fmt.Sprintf(format, args...)})
}

func (t *ExperimentTrace) layer(r *Rules, e *Rule, outcomes []Outcome, in bool) bool {
	switch {
	case t == nil:
	case e.Scope == "":
		t.add("layer", in, "It is untagged, so no layer shuts it out.")
	default:
		for _, o := range outcomes {
			if !o.absent && (o.Scope == MEScope || o.Scope == e.Scope) {
				t.add("layer", in, "%s", o.sentence(r))
			}
		}
	}
	return in
}

// sentence says a layer's outcome in words.
func (o Outcome) sentence(r *Rules) string {
	what := fmt.Sprintf("experiment %s", o.Winner)
	if o.Scope == MEScope && o.winner >= 0 && r.Experiments[o.winner].Scope != MEScope {
		what += ", so the groups decide"
	}
	switch o.By {
	case ByPin:
		return fmt.Sprintf("%s: the visitor's newest pin is on %s.", o.Scope, what)
	case ByHoldout:
		return fmt.Sprintf("%s: bucket %d is below the holdout's share, so %s has the visitor.", o.Scope, o.Bucket, what)
	case ByDraw:
		return fmt.Sprintf("%s: the draw, with the ticket %d, went to %s.", o.Scope, o.Ticket, what)
	case ByME:
		return fmt.Sprintf("%s: shut out, as [ME] did not leave the visitor to the groups.", o.Scope)
	default:
		return fmt.Sprintf("%s: nobody to draw among.", o.Scope)
	}
}

func (t *ExperimentTrace) holdout(h *Holdout, bucket int, pinned bool) bool {
	in := bucket >= h.Share || pinned
	switch {
	case t == nil:
	case pinned && bucket < h.Share:
		t.add("holdout", in, "Holdout group %s: bucket %d is below %d, but the visitor was in before.", h.ID, bucket, h.Share)
	case in:
		t.add("holdout", in, "Holdout group %s: bucket %d is not below %d.", h.ID, bucket, h.Share)
	default:
		t.add("holdout", in, "Holdout group %s: bucket %d is below %d.", h.ID, bucket, h.Share)
	}
	return in
}

func (t *ExperimentTrace) slot(o *SlotOutcome, in bool) bool {
	if t != nil {
		place := fmt.Sprintf("slot %d", o.Slot+1)
		if o.Slot < 0 {
			place = "the unused rest"
		}
		verb := map[bool]string{true: "holds", false: "does not hold"}[in]
		t.add("slot", in, "Group %s: the visitor is in %s by %s (bucket %d), which %s this experiment.", o.Group, place, o.By, o.Bucket, verb)
	}
	return in
}

func (t *ExperimentTrace) pin(pinned bool) bool {
	if t != nil {
		t.add("pin", true, "%s", map[bool]string{true: "The visitor has a valid pin.", false: "The visitor has no valid pin."}[pinned])
	}
	return pinned
}

func (t *ExperimentTrace) traffic(bucket, allocation int) bool {
	in := bucket < allocation
	if t != nil {
		t.add("traffic", in, "Bucket %d, and the traffic allocation is the buckets below %d.", bucket, allocation)
	}
	return in
}

func (t *ExperimentTrace) variation(bucket int, e *Rule) int {
	chosen := e.inBucket(bucket)
	if t != nil {
		t.add("variation", true, "Bucket %d is variation %s's.", bucket, e.Variations[chosen].ID)
	}
	return chosen
}
