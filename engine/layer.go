package engine

// layer is a tag layer: [ME], or one group's. Its outcome for a visitor is the
// first of: their newest valid pin among members; the holdout, where their
// bucket falls into its share; a draw among contenders.
//
// A draw needs no table: every contender's chance is exactly equal, a newcomer
// takes only the visitors it wins, and who leaves frees only those it had.
type layer struct {
	scope      string
	members    []int // indexes of running experiments whose pins count here
	holdout    int   // index, or -1
	holdoutKey string
	share      int
	contenders []contender
}

type contender struct {
	experiment int
	key        string
}

// Outcome is what a tag layer said for a visitor.
type Outcome struct {
	Scope  string `json:"scope"`
	By     By     `json:"by"`
	Winner string `json:"winner,omitempty"` // an experiment's id
	Bucket int    `json:"bucket"`           // in the holdout's share; -1 where none was taken
	Ticket uint32 `json:"ticket,omitempty"` // the winning one, where there was a draw
	winner int    // index, or -1
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

// compileLayers finds the scopes of the running experiments.
func (r *Rules) compileLayers() {
	prefix := r.Project.ID
	for i := range r.Experiments {
		e := &r.Experiments[i]
		if e.Scope == "" {
			continue
		}
		if e.Scope == MEScope {
			if r.me == nil {
				r.me = &layer{scope: MEScope, holdout: -1, share: r.Project.HoldoutShare}
			}
		} else {
			e.layer = r.layerOf(e.Scope)
			r.layers[e.layer].join(prefix, i, e)
		}
	}
	if r.me == nil {
		return
	}
	for i := range r.Experiments {
		if r.Experiments[i].Scope != "" {
			r.me.join(prefix, i, &r.Experiments[i])
		}
	}
}

func (r *Rules) layerOf(scope string) int {
	for i := range r.layers {
		if r.layers[i].scope == scope {
			return i
		}
	}
	r.layers = append(r.layers, layer{scope: scope, holdout: -1, share: r.Project.HoldoutShare})
	return len(r.layers) - 1
}

func (l *layer) join(project string, i int, e *Rule) {
	l.members = append(l.members, i)
	key := project + l.scope + e.ID
	switch {
	case e.Role != HoldoutRole:
		l.contenders = append(l.contenders, contender{i, key})
	case e.Scope == l.scope:
		l.holdout, l.holdoutKey = i, key
	}
}

// outcome decides the layer. pins holds every experiment's valid pin.
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
	if l.holdout >= 0 {
		if o.Bucket = h.bucket(l.holdoutKey); o.Bucket < l.share {
			o.winner, o.By = l.holdout, ByHoldout
			return o
		}
	}
	for _, c := range l.contenders {
		if ticket := h.ticket(c.key); o.winner < 0 || ticket > o.Ticket {
			o.Ticket, o.winner, o.By = ticket, c.experiment, ByDraw
		}
	}
	return o
}

// outcomes decides every tag layer: [ME] first, where it exists, then each
// group's, which [ME] may have shut out.
func (r *Rules) outcomes(h *hasher, into []Outcome, decisions []Decision) []Outcome {
	groups := true
	if r.me != nil {
		o := r.me.outcome(h, decisions)
		groups = o.winner >= 0 && r.Experiments[o.winner].Scope != MEScope
		into = append(into, r.named(o))
	}
	for i := range r.layers {
		o := Outcome{Scope: r.layers[i].scope, By: ByME, Bucket: -1, winner: -1}
		if groups {
			o = r.layers[i].outcome(h, decisions)
		}
		into = append(into, r.named(o))
	}
	return into
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
