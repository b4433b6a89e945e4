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
