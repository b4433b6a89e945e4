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
	use                                   use
	preview                               bool // loads the preview where the address asks for it
}

// use is what a file is for.
type use int

const (
	visiting use = iota // visitors
	forcing             // the preview
	deciding            // decisions without a page
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
		for _, v := range shown[i].Variations {
			for _, c := range v.Changes {
				f.css = f.css || c.Type == engine.CSS
				f.script = f.script || c.Type == engine.JavaScript && c.Selector == ""
				f.selector = f.selector || c.Selector != ""
			}
		}
	}
	for _, page := range usedPages(r, shown) {
		f.excludes = f.excludes || len(page.Exclude) > 0
		for _, m := range append(append([]engine.Matcher{}, page.Include...), page.Exclude...) {
			f.simple = f.simple || m.Match == engine.Simple
			f.exact = f.exact || m.Match == engine.Exact
			f.regex = f.regex || m.Pattern != ""
		}
	}
	f.holdouts = len(holdoutsOf(r)) > 0
	for _, g := range groupsOf(r) {
		f.slots = true
		f.rebucket = f.rebucket || g.Sticky == engine.Rebucket
	}
	return f
}
