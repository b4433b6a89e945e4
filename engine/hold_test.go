package engine

import (
	"slices"

	"pgregory.net/rapid"
)

// excludes is "Two exclude each other when" of docs/decisions.md, word for word.
func (w *walk) excludes(a, b string) bool {
	x, y := w.lane[a], w.lane[b]
	if x.scope != "" && y.scope != "" && (x.scope == "[ME]" || y.scope == "[ME]") {
		return true
	}
	if x.scope != "" && x.scope == y.scope && (x.alone || y.alone) {
		return true
	}
	for _, g := range w.project.Groups {
		hasA, hasB, together := false, false, false
		for _, slot := range g.Slots {
			inA, inB := slices.Contains(slot.Experiments, a), slices.Contains(slot.Experiments, b)
			hasA, hasB, together = hasA || inA, hasB || inB, together || inA && inB
		}
		if !g.Archived && hasA && hasB && !together {
			return true
		}
	}
	return false
}

func letIn(d Decision) bool {
	return d.Reason != ReasonLane && d.Reason != ReasonHoldout && d.Reason != ReasonSlot
}

// check is every line of "What must hold" for one visitor.
func (w *walk) check(t *rapid.T, b *browser) {
	v := Visit{Visitor: b.id, Pins: b.pins}
	result := w.decide(t, v)
	w.cover(b, result)
	decided := map[string]Decision{}
	for _, d := range result.Decisions {
		decided[d.Experiment] = d
	}
	for _, d := range result.Decisions {
		for _, other := range result.Decisions {
			if d.Experiment != other.Experiment && letIn(d) && letIn(other) && w.excludes(d.Experiment, other.Experiment) {
				t.Fatalf("%s is let into %s and %s, which exclude each other\n%s", b.id, d.Experiment, other.Experiment, w)
			}
			l, o := w.lane[d.Experiment], w.lane[other.Experiment]
			if l.holdout && letIn(d) && d.Experiment != other.Experiment && o.scope != "" && (o.scope == l.scope || l.scope == "[ME]") && letIn(other) {
				t.Fatalf("%s is held by %s and meets %s\n%s", b.id, d.Experiment, other.Experiment, w)
			}
		}
	}
	for i, e := range b.seen {
		if w.staysIn(b, i) {
			w.reached["stays"]++
			if d := decided[e.Experiment]; d.Reason != ReasonSticky || d.Variation != e.Variation {
				t.Fatalf("%s was exposed to %v and meets %s %s\nexposures %v\n%s", b.id, e, d.Variation, d.Reason, b.seen, w)
			}
		}
	}
	v.Pins = append([]Pin{{"none", "a"}, {"constructor", "b"}}, v.Pins...)
	explained, _, err := w.rules.Explain(v)
	if err != nil || !slices.EqualFunc(explained.Decisions, result.Decisions, sameAnswer) {
		t.Fatalf("with older pins of other projects %v, %v, without %v", explained.Decisions, err, result.Decisions)
	}
}

func sameAnswer(a, b Decision) bool {
	return a.Experiment == b.Experiment && a.Variation == b.Variation && a.Reason == b.Reason
}

// staysIn reports whether visitor b is sure of their i-th exposure: it runs, its
// variation exists, no later-exposed running experiment excludes it, and no
// group rebuckets it or names the visitor. After an edit of slots only the
// newest exposure is sure.
func (w *walk) staysIn(b *browser, i int) bool {
	e := b.seen[i]
	rule, err := w.project.Find(e.Experiment)
	if err != nil || rule.Status != Running || !slices.ContainsFunc(rule.Variations, func(v Variation) bool { return v.ID == e.Variation }) {
		return false
	}
	for _, g := range w.project.Groups {
		for _, slot := range g.Slots {
			if !g.Archived && (slices.Contains(slot.Visitors, b.id) || g.Sticky == Rebucket && slices.Contains(slot.Experiments, e.Experiment)) {
				return false
			}
		}
	}
	for _, later := range b.seen[i+1:] {
		if w.status(later.Experiment) != Running {
			continue
		}
		if w.excludes(e.Experiment, later.Experiment) {
			w.reached["excluded by a later one"]++
			return false
		}
		if b.from <= w.edited {
			return false
		}
	}
	return true
}

// checkMoves: within each layer, starting an experiment moves only the visitors
// it wins, and stopping it only those who had it.
func (w *walk) checkMoves(t *rapid.T, b *browser, before *Rules, id string, started bool) {
	v := Visit{Visitor: b.id, Pins: b.pins}
	old, err := before.Decide(v)
	if err != nil {
		t.Fatal(err)
	}
	now := w.decide(t, v)
	if !started {
		old, now = now, old // stopping is starting, seen backwards
	}
	if started && slices.ContainsFunc(b.pins, func(p Pin) bool { return p.Experiment == id }) {
		w.reached["resumed"]++
	}
	moved := len(old.Layers) == 0 || (old.Layers[0].Scope == MEScope) != (now.Layers[0].Scope == MEScope)
	for _, after := range now.Layers {
		i := slices.IndexFunc(old.Layers, func(o Outcome) bool { return o.Scope == after.Scope })
		if i < 0 || old.Layers[i].By == ByME || after.By == ByME {
			continue // a new layer, or one that [ME] opens or shuts: across layers visitors do move
		}
		if won := old.Layers[i].Winner; after.Winner != won {
			moved = true
			w.reached["moved by a "+string(after.By)]++
			if after.Winner != id {
				t.Fatalf("%s moved from %s to %s in %s as %s started or stopped\n%s", b.id, won, after.Winner, after.Scope, id, w)
			}
		}
	}
	if pinned := slices.ContainsFunc(b.pins, func(p Pin) bool { return p.Experiment == id }); moved || pinned {
		return
	}
	others := slices.DeleteFunc(slices.Clone(now.Decisions), func(d Decision) bool { return d.Experiment == id })
	if !slices.EqualFunc(others, old.Decisions, sameAnswer) {
		t.Fatalf("no layer moved %s as %s started or stopped, but %v became %v\n%s", b.id, id, old.Decisions, others, w)
	}
}

// cover counts the states that the walks must reach.
func (w *walk) cover(b *browser, result Result) {
	for _, d := range result.Decisions {
		w.reached[string(d.Reason)]++
	}
	for i, o := range result.Layers {
		if o.By != ByME && i > 0 && result.Layers[0].Scope == MEScope {
			w.reached["[ME] beside groups"]++
			if o.By == ByHoldout {
				w.reached["group's holdout beside [ME]"]++
			}
		}
	}
	for i, o := range result.Slots {
		switch {
		case o.By == ByMember:
			w.reached["slot by pin"]++
		case o.By == ByName:
			w.reached["named"]++
		}
		for _, p := range b.pins {
			at, runs := w.rules.index[p.Experiment]
			x := &w.rules.slots[i]
			if runs && x.group.Sticky == Rebucket && slices.Contains(x.members, at) && !x.holds(o.Slot, at) {
				w.reached["rebucket"]++
			}
		}
	}
	for i, d := range result.Decisions {
		for _, h := range w.rules.Experiments[i].holdouts {
			if d.Reason == ReasonSticky && Bucket(b.id, h.key) < h.Share {
				w.reached["spared by a holdout group"]++
			}
		}
	}
}

// String prints the walk's project for a failure.
func (w *walk) String() string {
	data, err := w.project.YAML()
	if err != nil {
		return err.Error()
	}
	return string(data)
}
