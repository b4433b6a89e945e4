package engine

import "slices"

// Decide answers for one visit. It allocates nothing beyond its result. The
// only error is CodeInvalid: the visitor id is empty or too long, or a forced
// id is unknown.
func (r *Rules) Decide(v Visit) (Result, error) {
	return r.decide(v, nil)
}

// decide is Decide and Explain; t, which may be nil, is told every step.
func (r *Rules) decide(v Visit, t *Trace) (Result, error) {
	if !ValidVisitor(v.Visitor) {
		return Result{}, Invalid([]Problem{{Path: "visitor", Code: "format", Message: "A visitor id has 1 to 128 characters."}})
	}
	result := Result{Decisions: make(Decisions, len(r.Experiments), len(r.Experiments)+len(v.Force))}
	for i := range r.Experiments {
		result.Decisions[i].Experiment = r.Experiments[i].ID
	}
	var h hasher
	h.visitor(v.Visitor)
	if r.timed {
		for i := range r.Experiments {
			result.Decisions[i].off = !r.Experiments[i].inTime(v.Now)
		}
	}
	r.rankPins(v.Pins, result.Decisions)
	if len(r.slots) > 0 {
		result.Slots = r.placeInSlots(&h, v.Visitor, result.Decisions)
	}
	if r.me != nil || len(r.layers) > 0 {
		result.Layers = r.outcomes(&h, make([]Outcome, 0, 1+len(r.layers)), result.Decisions)
	}
	at := newTarget(v.URL)
	s := newSight(&v, &at)
	for i := range r.Experiments {
		d := &result.Decisions[i]
		d.Variation, d.Reason = r.experiment(i, &v, &h, &s, &result, t.experiment(i))
	}
	result.Layers = slices.DeleteFunc(result.Layers, func(o Outcome) bool { return o.absent })
	t.layers(&result)
	return r.forceOthers(result, v)
}

// rankPins marks the valid pins: of two for one experiment the last counts.
func (r *Rules) rankPins(pins []Pin, decisions []Decision) {
	for n := len(pins) - 1; n >= 0; n-- {
		i, runs := r.index[pins[n].Experiment]
		if !runs || decisions[i].off || decisions[i].rank != 0 {
			continue
		}
		decisions[i].rank = -1
		if decisions[i].pinned = r.Experiments[i].variation(pins[n].Variation); decisions[i].pinned >= 0 {
			decisions[i].rank = n + 1
		}
	}
}

// placeInSlots finds the visitor's slot in every exclusion group. Those that
// rebucket come first, as they decide which pins are valid for all others.
func (r *Rules) placeInSlots(h *hasher, visitor string, decisions []Decision) []SlotOutcome {
	slots := make([]SlotOutcome, len(r.slots))
	for g := range r.slots {
		x := &r.slots[g]
		slots[g] = x.first(h, visitor)
		if x.group.Sticky != Rebucket {
			continue
		}
		for _, i := range x.members {
			if !x.holds(slots[g].Slot, i) {
				decisions[i].rank = -1
			}
		}
	}
	for g := range r.slots {
		slots[g] = r.slots[g].keep(slots[g], decisions)
	}
	return slots
}

// experiment decides one experiment, in the order of docs/decisions.md.
func (r *Rules) experiment(i int, v *Visit, h *hasher, s *sight, result *Result, t *ExperimentTrace) (string, Reason) {
	e, d := &r.Experiments[i], &result.Decisions[i]
	if v.State == ReasonOff {
		return t.end("", ReasonOff)
	}
	if id, ok := v.Force[e.ID]; ok && e.variation(id) >= 0 {
		return t.end(id, ReasonForced)
	}
	if v.ForceOnly {
		return t.end("", ReasonOff)
	}
	if id, ok := e.Forced[v.Visitor]; ok && !d.off {
		switch r.onPage(e, s) {
		case yes:
			return t.end(id, ReasonForced)
		case unknown:
			t.page(e, v.URL, unknown)
			return t.end("", ReasonUnknown)
		}
	}
	if v.State != "" {
		return t.end("", v.State)
	}
	if !t.schedule(e, v.Now, !d.off) {
		return t.end("", ReasonSchedule)
	}
	if ok, reason := r.letIn(i, h, result, t); !ok {
		return t.end("", reason)
	}
	if reason := r.meets(e, v, s, t); reason != "" {
		return t.end("", reason)
	}
	t.wait(e)
	if t.pin(d.rank > 0) {
		return t.end(e.Variations[d.pinned].ID, ReasonSticky)
	}
	if !t.traffic(h.bucket(e.trafficKey), e.Traffic) {
		return t.end("", ReasonTraffic)
	}
	return t.end(e.Variations[t.variation(h.bucket(e.variationKey), e)].ID, ReasonBucketed)
}

// letIn asks the tag layers, the holdout groups and the exclusion groups; the
// first that shuts the experiment out names the reason.
func (r *Rules) letIn(i int, h *hasher, result *Result, t *ExperimentTrace) (bool, Reason) {
	e := &r.Experiments[i]
	if in, reason := r.admits(i, result.Layers); !t.layer(r, e, result.Layers, in) {
		return false, reason
	}
	for _, holdout := range e.holdouts {
		if !t.holdout(holdout.Holdout, h.bucket(holdout.key), result.Decisions[i].rank > 0) {
			return false, ReasonHoldout
		}
	}
	for _, g := range e.slots {
		if !t.slot(&result.Slots[g], r.slots[g].holds(result.Slots[g].Slot, i)) {
			return false, ReasonSlot
		}
	}
	return true, ""
}

// inBucket is the variation whose part of the running sum holds the bucket.
func (e *Experiment) inBucket(bucket int) int {
	sum := 0
	for i := range e.Variations {
		if sum += e.Variations[i].Weight; bucket < sum {
			return i
		}
	}
	return len(e.Variations) - 1
}
