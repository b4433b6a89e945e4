package engine

import (
	"slices"

	"github.com/lanekeeper/lanekeeper/tagparser"
)

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
	pages := map[string]int{}
	for i := range p.Pages {
		page, err := compilePage(&p.Pages[i])
		if err != nil {
			return nil, err
		}
		r.Pages = append(r.Pages, page)
		pages[page.ID] = i
	}
	for i := range p.Experiments {
		if p.Experiments[i].Status == Running {
			r.Experiments = append(r.Experiments, compileExperiment(&p.Experiments[i], pages))
		}
	}
	sortRules(r.Experiments)
	for i := range r.Experiments {
		r.index[r.Experiments[i].ID] = i
	}
	r.compileLayers()
	r.compileHoldouts()
	r.compileSlots()
	return r, nil
}

// Others compiles the named experiments that do not run, in order, each once:
// a preview shows them, and no layer knows them.
func (r *Rules) Others(ids []string) (others []Rule) {
	pages := map[string]int{}
	for i := range r.Pages {
		pages[r.Pages[i].ID] = i
	}
	for i := range r.Project.Experiments {
		e := &r.Project.Experiments[i]
		if e.Status != Running && slices.Contains(ids, e.ID) {
			others = append(others, compileExperiment(e, pages))
		}
	}
	sortRules(others)
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

func compilePage(p *Page) (CompiledPage, error) {
	page := CompiledPage{ID: p.ID}
	for _, part := range []struct {
		from []Condition
		to   *[]Matcher
	}{{p.Include, &page.Include}, {p.Exclude, &page.Exclude}} {
		for _, c := range part.from {
			m, fault := compileCondition(c)
			if fault != "" {
				return page, Errorf(CodeInvalid, "Page %s: %s", p.ID, fault)
			}
			*part.to = append(*part.to, m)
		}
	}
	return page, nil
}

func compileExperiment(e *Experiment, pages map[string]int) Rule {
	name := tagparser.Parse(e.Name)
	rule := Rule{Experiment: e, Scope: name.Scope(), layer: -1, trafficKey: "t/" + e.Salt, variationKey: "e/" + e.Salt}
	switch {
	case name.Holdout:
		rule.Role = HoldoutRole
	case name.Exclusive:
		rule.Role = Exclusive
	}
	for _, id := range e.Pages {
		rule.On = append(rule.On, pages[id])
	}
	return rule
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
