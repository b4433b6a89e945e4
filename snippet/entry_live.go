package snippet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// findLive finds what makes a project need more than one look. What the page
// pushes, and consent, are found by those parts.
func (f *features) findLive(r *engine.Rules, shown []engine.Rule) {
	for _, page := range usedPages(r, shown) {
		on := page.Activate.On
		f.moving = f.moving || on != engine.OnLoad
		f.moments = f.moments || on != engine.OnLoad && on != engine.OnURL
	}
	for i := range shown {
		f.waits = f.waits || shown[i].WaitFor != nil
	}
	f.moments = f.moments || f.waits
	f.live = f.live || f.moving || f.waits
}

// livePage prints the program of a project that needs more than one look. What
// depends on the address now is made anew at each.
func (e *entry) livePage(run string) string {
	look, stage, starts := e.decide(), "", []string{}
	declared := e.visitor("location.href")
	if e.moving {
		declared += ", active = " + e.activeNow()
		starts = append(starts, e.name("navigation", "navigation"))
	}
	if declared != "" {
		look = fmt.Sprintf("{ const nothing = 0%s; return %s; }", declared, look)
	}
	if e.asks(kindLayer) {
		starts = append(starts, e.name("pushed", "pushed"))
	}
	if e.moments {
		stage = fmt.Sprintf(", %s(project)", e.name("stage", "moments"))
	}
	return fmt.Sprintf(`const run = %s(() => {
  const project = %s%s;
  %s%s(project, (visit, pins) => %s, %s%s, [%s]%s);%s
});
%s;
`, e.name("guard", "guard"), projectPlace, e.active("location.href")+e.changeKinds(), e.sheets()+e.hooked(e.calls()), e.name("live", "live"), look, e.show(), e.identity(),
		strings.Join(starts, ", "), stage, e.arrival(), run)
}

// calls are the types of calls that parts of the runtime take from the page.
func (e *entry) calls() (taken []string) {
	if e.moments {
		taken = append(taken, "page: "+e.name("called", "moments"))
	}
	return slices.Concat(taken, e.attributeCalls(), e.identityCalls(), e.adapterCalls())
}

// at prints the declaration of the function that gives the function which
// compares a condition with the address as it is then; and loaded, which it gave
// as the program started.
func (e *entry) at(source, matches string) string {
	return fmt.Sprintf(", at = () => { const nothing = 0%s; return (c) => %s; }, loaded = at()", e.address(source), matches)
}

// activeNow prints the function that says whether one of an experiment's pages
// is active now. What visitors do not get looks once, and waits for nothing;
// where there is no page to look at, no moment has come.
func (e *entry) activeNow() string {
	has := "() => false"
	switch {
	case !e.moments || e.use == deciding:
	case e.use == visiting:
		has = fmt.Sprintf("(moment) => %s(project[10][moment])", e.name("has", "moments"))
	default:
		has = fmt.Sprintf("(moment) => %s(project[10][moment])", e.name("find", "moments"))
	}
	return fmt.Sprintf("%s(loaded, at(), %s)", e.name("moving", "moving"), has)
}
