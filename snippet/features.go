package snippet

import "github.com/lanekeeper/lanekeeper/engine"

// features are the parts of the runtime that a project uses. Two projects with
// equal features share one bundled runtime.
type features struct {
	exclusive, layers                     bool // [ME] alone; groups too
	holdouts, slots, rebucket             bool
	forced, traffic                       bool
	pages, simple, exact, regex, excludes bool
	css, script, selector                 bool
	changeFeatures
	clauseFeatures
	live                   bool // needs more than one look: see entry_live.go
	moving, moments, waits bool // pages by other than the load; something to wait for; experiments that do
	use                    use
	identityFeatures
	adapterFeatures
	lettered bool // tags beyond ASCII
	preview  bool // loads what is not for visitors, where the address asks for it
	force    bool // of that, the variations that it forces
}

// use is what a file is for.
type use int

const (
	visiting  use = iota // visitors
	forcing              // what the address asks for: the preview
	debugging            // how decisions came about
	deciding             // decisions without a page
	editing              // changes without decisions
)

// featuresOf finds what the rules need; shown are the experiments whose changes
// are in the file.
func featuresOf(r *engine.Rules, shown []engine.Rule) (f features) {
	for i := range shown {
		f.exclusive = f.exclusive || shown[i].Scope == engine.MEScope
		f.layers = f.layers || shown[i].Scope != "" && shown[i].Scope != engine.MEScope
		f.traffic = f.traffic || shown[i].Traffic != engine.Whole
		f.forced = f.forced || len(shown[i].Forced) > 0
		f.pages = f.pages || len(shown[i].On) > 0
		f.lettered = f.lettered || utf8Characters(shown[i].Scope) != shown[i].Scope
	}
	f.findChanges(r, shown)
	f.findLive(r, shown)
	f.findIdentity(r.Project)
	f.findAdapters(r.Project)
	for _, page := range usedPages(r, shown) {
		f.excludes = f.excludes || len(page.Exclude)+len(page.Query) > 0
		for _, m := range append(append([]engine.Matcher{}, page.Include...), page.Exclude...) {
			f.simple = f.simple || m.Match == engine.Simple
			f.exact = f.exact || m.Match == engine.Exact
			f.regex = f.regex || m.Pattern != ""
		}
	}
	f.clauseFeatures = clauseFeaturesOf(r, shown)
	f.live = f.live || f.asks(kindAttribute, kindLayer)
	f.holdouts = len(holdoutsOf(r)) > 0
	for _, g := range groupsOf(r) {
		f.slots = true
		f.rebucket = f.rebucket || g.Sticky == engine.Rebucket
	}
	return f
}
