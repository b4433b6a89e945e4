package engine

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// lane is what a name's tags mean, written down without tagparser.
type lane struct {
	prefix, scope string
	alone         bool // exclusive, or the holdout: excludes its whole scope
	holdout       bool
}

var lanes = []lane{
	{prefix: ""},
	{prefix: "[ME] ", scope: "[ME]", alone: true},
	{prefix: "[ME] holdout ", scope: "[ME]", alone: true, holdout: true},
	{prefix: "[Group_A] ", scope: "[Group_A]"},
	{prefix: "[ME][Group_A] ", scope: "[Group_A]", alone: true},
	{prefix: "[Group_A] holdout ", scope: "[Group_A]", alone: true, holdout: true},
	{prefix: "[Group_B]", scope: "[Group_B]"},
	{prefix: "[Group_B_ME] ", scope: "[Group_B]", alone: true},
	{prefix: "[Group_B_ME] holdout ", scope: "[Group_B]", alone: true, holdout: true},
}

// walk is a project that people edit while visitors browse. It keeps its own
// account of what every visitor was exposed to.
type walk struct {
	project  *Project
	rules    *Rules
	lane     map[string]lane
	visitors []*browser
	edited   int // when slots, archived or sticky last changed, in exposures
	reached  map[string]int
}

type browser struct {
	id   string
	pins []Pin
	seen []Pin // oldest first, one an experiment
	from int   // when the first exposure was
}

// TestWhatMustHold starts, pauses, resumes, renames, adds and ends experiments
// at random, edits groups and shares, lets visitors browse in between, and
// checks "What must hold" of docs/decisions.md after every step.
func TestWhatMustHold(t *testing.T) {
	reached := map[string]int{}
	for range 20 { // rapid's 100 walks are too few to meet everything
		rapid.Check(t, func(t *rapid.T) {
			w := newWalk(t, reached)
			for range rapid.IntRange(5, 30).Draw(t, "steps") {
				w.step(t)
				for _, b := range w.visitors {
					w.check(t, b)
				}
			}
		})
	}
	for _, state := range []string{
		"holdout", "[ME] beside groups", "group's holdout beside [ME]", "slot", "slot by pin", "rebucket", "resumed", "stays", "excluded by a later one",
		"lane", "traffic", "started", "stopped", "named", "moved by a draw", "spared by a holdout group",
	} {
		if reached[state] == 0 {
			t.Errorf("no walk reached the state %q", state)
		}
	}
	t.Log("visits by state:", reached)
}

func newWalk(t *rapid.T, reached map[string]int) *walk {
	p := defaults()
	p.ID, p.HoldoutShare = "shop", 3000
	w := &walk{project: &p, lane: map[string]lane{}, reached: reached}
	for range 8 {
		w.visitors = append(w.visitors, &browser{id: fmt.Sprint("v", rapid.IntRange(0, 1<<20).Draw(t, "visitor"))})
	}
	for range rapid.IntRange(1, 6).Draw(t, "experiments") {
		w.add(t, w.project)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
		w.project.Groups = append(w.project.Groups, anyGroup(t, fmt.Sprint("g", i), slices.Sorted(maps.Keys(w.lane))))
	}
	w.edited = w.clock()
	if !w.use(w.project) {
		t.Fatal("the first project is invalid")
	}
	return w
}

// use takes an edited project, unless it is invalid.
func (w *walk) use(p *Project) bool {
	p.fillSalts()
	if p.Validate() != nil {
		return false
	}
	rules, err := Compile(p)
	if err != nil {
		panic(err)
	}
	w.project, w.rules = p, rules
	return true
}

// add puts a new draft with any tags into p.
func (w *walk) add(t *rapid.T, p *Project) {
	id := fmt.Sprint(len(p.Experiments) + 1)
	e := Experiment{ID: id, Status: Draft, Traffic: rapid.SampledFrom([]int{Whole, Whole, 6000}).Draw(t, "traffic")}
	w.rename(t, &e)
	e.Variations = []Variation{{ID: "a", Weight: Whole}}
	if !w.lane[id].holdout {
		e.Variations = []Variation{{ID: "a", Weight: 5000}, {ID: "b", Weight: 5000}}
	}
	p.Experiments = append(p.Experiments, e)
}

func (w *walk) rename(t *rapid.T, e *Experiment) {
	w.lane[e.ID] = rapid.SampledFrom(lanes).Draw(t, "lane")
	e.Name = w.lane[e.ID].prefix + "x"
	if w.lane[e.ID].holdout {
		e.Name = w.lane[e.ID].prefix
	}
}

func (w *walk) step(t *rapid.T) {
	p := *w.project
	p.Experiments, p.Groups, p.Holdouts = slices.Clone(p.Experiments), slices.Clone(p.Groups), slices.Clone(p.Holdouts)
	before, lanes := w.rules, maps.Clone(w.lane)
	e := &p.Experiments[rapid.IntRange(0, len(p.Experiments)-1).Draw(t, "experiment")]
	ids := slices.Sorted(maps.Keys(w.lane))
	slots := false
	switch do := rapid.SampledFrom([]string{"start", "start", "start", "stop", "browse", "browse", "browse", "rename", "add", "edit", "group", "archive", "holdout", "share"}).Draw(t, "do"); do {
	case "start":
		e.Status = Running
	case "stop":
		e.Status = rapid.SampledFrom([]Status{Paused, Paused, Ended, Archived, Draft}).Draw(t, "status")
	case "browse":
		w.browse(t)
		return
	case "rename":
		w.rename(t, e)
	case "add":
		w.add(t, &p)
	case "edit":
		e.Traffic = rapid.IntRange(0, Whole).Draw(t, "traffic")
		e.Salt = rapid.SampledFrom([]string{"s", "t"}).Draw(t, "salt")
		if variations := slices.Clone(e.Variations); len(variations) > 1 {
			a := rapid.IntRange(0, Whole).Draw(t, "weight")
			variations[0].Weight, variations[1].Weight = a, Whole-a
			if e.Variations = variations; rapid.Bool().Draw(t, "drop") {
				e.Variations = []Variation{{ID: variations[1].ID, Weight: Whole}}
			}
		}
	case "group":
		g, at := anyGroup(t, fmt.Sprint("g", rapid.IntRange(0, 1).Draw(t, "group")), ids), 0
		for at < len(p.Groups) && p.Groups[at].ID != g.ID {
			at++
		}
		p.Groups, slots = append(p.Groups[:at:at], g), true
	case "archive":
		if slots = len(p.Groups) > 0; slots {
			p.Groups[0].Archived = !p.Groups[0].Archived
		}
	case "holdout":
		p.Holdouts = []Holdout{{ID: "h", Share: rapid.IntRange(1, Whole).Draw(t, "held"), Experiments: someOf(t, ids)}}
	case "share":
		p.HoldoutShare = rapid.IntRange(0, 6000).Draw(t, "holdoutShare")
	}
	was := w.status(e.ID)
	if !w.use(&p) {
		w.lane = lanes
		return
	}
	if slots {
		w.edited = w.clock()
	}
	if is := w.status(e.ID); (was == Running) != (is == Running) && !slots {
		w.reached[map[bool]string{true: "started", false: "stopped"}[is == Running]]++
		for _, b := range w.visitors {
			w.checkMoves(t, b, before, e.ID, is == Running)
		}
	}
}

func (w *walk) status(id string) Status {
	e, err := w.project.Find(id)
	if err != nil {
		return Draft
	}
	return e.Status
}

// clock counts exposures.
func (w *walk) clock() int { return w.reached["exposed"] }

// browse exposes some visitors to what they are given, one view after another.
func (w *walk) browse(t *rapid.T) {
	for _, b := range w.visitors {
		if rapid.Bool().Draw(t, "browses") {
			w.view(t, b)
		}
	}
}

func (w *walk) view(t *rapid.T, b *browser) {
	v := Visit{Visitor: b.id, Pins: b.pins}
	if rapid.IntRange(0, 9).Draw(t, "preview") == 0 { // must leave no trace, so it is not written down
		e := w.project.Experiments[0]
		v.Force = map[string]string{e.ID: e.Variations[0].ID}
	}
	decisions := w.decide(t, v).Decisions
	b.pins = Expose(b.pins, decisions)
	for _, d := range decisions {
		if d.Reason == ReasonSticky || d.Reason == ReasonBucketed {
			w.reached["exposed"]++
			if len(b.seen) == 0 {
				b.from = w.clock()
			}
			b.seen = slices.DeleteFunc(b.seen, func(e Pin) bool { return e.Experiment == d.Experiment })
			b.seen = append(b.seen, Pin{d.Experiment, d.Variation})
		}
	}
}

func (w *walk) decide(t *rapid.T, v Visit) Result {
	result, err := w.rules.Decide(v)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
