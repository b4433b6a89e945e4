package engine

import "math"

// Share is the chance of a visitor without pins, before targeting and named
// visitors aside: LetIn of passing all layers, Enters of being in the
// experiment then, that is LetIn times the traffic allocation. Both 0 to 1.
type Share struct {
	Experiment string  `json:"-"`
	LetIn      float64 `json:"letIn"`
	Enters     float64 `json:"enters"`
}

// Shares are the exact chances of the running experiments, in order: products
// of the layers' shares, as the layers hash different keys. Groups with one
// salt hash the same key; their buckets are intersected instead. In JSON they
// are an object from experiment id to {"letIn", "enters"}.
type Shares []Share

// Shares computes the chances; see "Chances" in docs/decisions.md.
func (r *Rules) Shares() Shares {
	shares := make(Shares, len(r.Experiments))
	reach := 1.0 // of all group layers
	if r.me != nil {
		reach = r.me.free() * fraction(r.groupContenders(), len(r.me.contenders))
	}
	for i := range r.Experiments {
		e := &r.Experiments[i]
		in := r.tagShare(i, reach) * e.passesHoldouts() * r.passesSlots(i)
		shares[i] = Share{e.ID, tidy(in), tidy(in * fraction(e.Traffic, Whole))}
	}
	return shares
}

// tidy takes the noise of multiplying floats out of a chance: 0.038 and not
// 0.038000000000000006. The chance of a single bucket is 10^-4 in each layer.
func tidy(chance float64) float64 { return math.Round(chance*1e15) / 1e15 }

func (r *Rules) groupContenders() (n int) {
	for i := range r.layers {
		n += len(r.layers[i].contenders)
	}
	return n
}

// tagShare is the chance that the tag layers let experiment i in.
func (r *Rules) tagShare(i int, reach float64) float64 {
	e := &r.Experiments[i]
	if e.Scope == "" {
		return 1
	}
	l := r.me
	if e.layer >= 0 {
		l = &r.layers[e.layer]
	} else {
		reach = 1
	}
	switch e.Role {
	case HoldoutRole:
		return reach * fraction(l.share, Whole)
	case Exclusive:
		return reach * l.free() * fraction(1, len(l.contenders))
	}
	shared := 0
	for _, c := range l.contenders {
		if r.Experiments[c.experiment].Role == Shared {
			shared++
		}
	}
	return reach * l.free() * fraction(shared, len(l.contenders))
}

// free is the share of a layer that its holdout leaves.
func (l *layer) free() float64 {
	if l.holdout < 0 {
		return 1
	}
	return fraction(Whole-l.share, Whole)
}

func (e *Rule) passesHoldouts() float64 {
	held := map[string]int{}
	for _, h := range e.holdouts {
		held[h.key] = max(held[h.key], h.Share)
	}
	share := 1.0
	for _, key := range sortedKeys(held) {
		share *= fraction(Whole-held[key], Whole)
	}
	return share
}

func (r *Rules) passesSlots(i int) float64 {
	open := map[string]*[Whole]bool{}
	for _, g := range r.Experiments[i].slots {
		x := &r.slots[g]
		buckets := x.bucketsOf(i)
		if before := open[x.key]; before != nil {
			for b := range buckets {
				buckets[b] = buckets[b] && before[b]
			}
		}
		open[x.key] = buckets
	}
	share := 1.0
	for _, key := range sortedKeys(open) {
		n := 0
		for _, in := range open[key] {
			if in {
				n++
			}
		}
		share *= fraction(n, Whole)
	}
	return share
}

func (x *exclusion) bucketsOf(experiment int) *[Whole]bool {
	var buckets [Whole]bool
	for _, r := range x.ranges {
		for b := r.from; b < r.to && x.holds(r.slot, experiment); b++ {
			buckets[b] = true
		}
	}
	return &buckets
}

func fraction(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// MarshalJSON prints an object from experiment id to its share, in order.
func (s Shares) MarshalJSON() ([]byte, error) {
	return objectInOrder(len(s), func(i int) (string, any) {
		return s[i].Experiment, s[i]
	})
}
