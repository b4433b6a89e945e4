package engine

import "slices"

// Role is what an experiment is inside its scope.
type Role int

const (
	Shared      Role = iota // let in together with the scope's other shared ones; or untagged
	Exclusive               // let in alone
	HoldoutRole             // the scope's baseline
)

// MEScope is the scope of experiments that exclude all others with a scope.
const MEScope = "[ME]"

// Rules are a compiled project. They never change, and may be used by any
// number of goroutines. The exported part is what package snippet prints.
type Rules struct {
	Project     *Project       // must not be changed
	Experiments []Rule         // the running ones, in order
	Pages       []CompiledPage // as in the project
	Audiences   []CompiledAudience

	others []Rule         // the experiments that do not run, in order
	timed  bool           // some running experiment has a schedule
	index  map[string]int // of a running experiment in Experiments
	me     *layer         // nil where no running experiment has the scope [ME]
	layers []layer        // one a group tag
	slots  []exclusion    // unarchived exclusion groups
}

// Rule is a compiled running experiment.
type Rule struct {
	*Experiment
	Scope string // "[ME]", "[Group_A]", or "" where untagged
	Role  Role
	On    []int // indexes into Pages; none: everywhere
	// InAudiences are indexes into Audiences, of which any will do; none: everybody.
	InAudiences []int
	// Start and Stop bound when it runs, [Start, Stop), in seconds since 1970 in
	// UTC; 0: no bound.
	Start, Stop int64

	trafficKey, variationKey string
	layer                    int // index into layers, or -1
	holdouts                 []heldOut
	slots                    []int // indexes into Rules.slots
}

// heldOut is a holdout group that has an experiment.
type heldOut struct {
	*Holdout
	key string
}

// Compile does once all that can be done once. The project must be valid and
// must not be changed afterwards.
func Compile(p *Project) (*Rules, error) {
	r := &Rules{Project: p, index: map[string]int{}}
	at, err := r.compileTargets()
	if err != nil {
		return nil, err
	}
	for i := range p.Experiments {
		rule, err := at.compile(&p.Experiments[i])
		if err != nil {
			return nil, err
		}
		if rule.Status == Running {
			r.Experiments = append(r.Experiments, rule)
			r.timed = r.timed || rule.Schedule != nil
		} else {
			r.others = append(r.others, rule)
		}
	}
	sortRules(r.Experiments)
	sortRules(r.others)
	for i := range r.Experiments {
		r.index[r.Experiments[i].ID] = i
	}
	r.compileLayers()
	r.compileHoldouts()
	r.compileSlots()
	return r, nil
}

// Others are the named experiments that do not run, in order, each once: a
// preview shows them, and no layer knows them.
func (r *Rules) Others(ids []string) (others []Rule) {
	for i := range r.others {
		if slices.Contains(ids, r.others[i].ID) {
			others = append(others, r.others[i])
		}
	}
	return others
}

func sortRules(rules []Rule) {
	slices.SortStableFunc(rules, func(a, b Rule) int {
		if Less(a.ID, b.ID) {
			return -1
		}
		return 1
	})
}

func (r *Rules) compileHoldouts() {
	for i := range r.Project.Holdouts {
		for _, id := range r.Project.Holdouts[i].Experiments {
			if at, runs := r.index[id]; runs {
				h := &r.Project.Holdouts[i]
				r.Experiments[at].holdouts = append(r.Experiments[at].holdouts, heldOut{h, "h/" + h.Salt})
			}
		}
	}
}

// Find is the project's experiment with this id, in any state.
func (p *Project) Find(id string) (*Experiment, error) {
	for i := range p.Experiments {
		if p.Experiments[i].ID == id {
			return &p.Experiments[i], nil
		}
	}
	return nil, Errorf(CodeNotFound, "Project %s has no experiment %q.", p.ID, id)
}
