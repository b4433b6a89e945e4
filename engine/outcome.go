package engine

// Outcome is what a tag layer said for a visitor.
type Outcome struct {
	Scope  string `json:"scope"`
	By     By     `json:"by"`
	Winner string `json:"winner,omitempty"` // an experiment's id
	Bucket int    `json:"bucket"`           // in the holdout's share; -1 where none was taken
	Ticket uint32 `json:"ticket,omitempty"` // the winning one, where there was a draw
	winner int    // index, or -1
	absent bool   // none of the scope's experiments runs now
}

// By says what decided a layer.
type By string

const (
	ByPin     By = "pin"     // the visitor's newest pin
	ByHoldout By = "holdout" // the holdout's share
	ByDraw    By = "draw"    // the highest ticket
	ByNobody  By = "nobody"  // there was no contender
	ByME      By = "me"      // shut out: [ME] did not leave the visitor to groups
)

// outcome decides the layer. decisions hold every experiment's valid pin, and
// whether it runs now.
func (l *layer) outcome(h *hasher, decisions []Decision) Outcome {
	o := Outcome{Scope: l.scope, By: ByNobody, Bucket: -1, winner: -1}
	newest := 0
	for _, i := range l.members {
		if decisions[i].rank > newest {
			newest, o.winner, o.By = decisions[i].rank, i, ByPin
		}
	}
	if o.By == ByPin {
		return o
	}
	if l.holdout >= 0 && !decisions[l.holdout].off {
		if o.Bucket = h.bucket(l.holdoutKey); o.Bucket < l.share {
			o.winner, o.By = l.holdout, ByHoldout
			return o
		}
	}
	for _, c := range l.contenders {
		if decisions[c.experiment].off {
			continue
		}
		if ticket := h.ticket(c.key); o.winner < 0 || ticket > o.Ticket {
			o.Ticket, o.winner, o.By = ticket, c.experiment, ByDraw
		}
	}
	return o
}

// outcomes decides every tag layer: [ME] first, where there is one, then each
// group's, which [ME] may have shut out.
func (r *Rules) outcomes(h *hasher, into []Outcome, decisions []Decision) []Outcome {
	groups := true
	if r.me != nil {
		o := Outcome{Scope: MEScope, winner: -1, absent: r.absent(r.me, decisions)}
		if !o.absent {
			o = r.me.outcome(h, decisions)
			groups = o.winner >= 0 && r.Experiments[o.winner].Scope != MEScope
		}
		into = append(into, r.named(o))
	}
	for i := range r.layers {
		o := Outcome{Scope: r.layers[i].scope, By: ByME, Bucket: -1, winner: -1, absent: r.absent(&r.layers[i], decisions)}
		if groups && !o.absent {
			o = r.layers[i].outcome(h, decisions)
		}
		into = append(into, r.named(o))
	}
	return into
}

// absent reports whether a layer is not there now: it is there while an
// experiment of its scope runs.
func (r *Rules) absent(l *layer, decisions []Decision) bool {
	for _, i := range l.members {
		if !decisions[i].off && r.Experiments[i].Scope == l.scope {
			return false
		}
	}
	return true
}

func (r *Rules) named(o Outcome) Outcome {
	if o.winner >= 0 {
		o.Winner = r.Experiments[o.winner].ID
	}
	return o
}

// admits reports whether the tag layers let experiment i in, and else why not.
func (r *Rules) admits(i int, outcomes []Outcome) (bool, Reason) {
	e := &r.Experiments[i]
	if e.Scope == "" {
		return true, ""
	}
	held := false
	if r.me != nil {
		winner := outcomes[0].winner
		if winner == i && e.Scope == MEScope { // a group's winner opens the groups' own layers only
			return true, ""
		}
		held = winner >= 0 && r.Experiments[winner].Scope == MEScope && r.Experiments[winner].Role == HoldoutRole
		outcomes = outcomes[1:]
	}
	if e.layer >= 0 {
		winner := outcomes[e.layer].winner
		if winner >= 0 && (winner == i || e.Role == Shared && r.Experiments[winner].Role == Shared) {
			return true, ""
		}
		held = held || winner >= 0 && r.Experiments[winner].Role == HoldoutRole
	}
	if held {
		return false, ReasonHoldout
	}
	return false, ReasonLane
}
