package snippet

import (
	"math/bits"

	"github.com/lanekeeper/lanekeeper/engine"
)

// clauseKind is a kind of clause in the runtime: how to find what a clause is about.
type clauseKind int

const (
	kindEvery clauseKind = iota
	kindSome
	kindNot
	kindQuery // parameters; UTM fields, too
	kindCookie
	kindAttribute
	kindLayer
	kindReferrer // its text; then as pages' conditions compare addresses
	kindReferrerSimple
	kindReferrerExact
	kindSource
	kindDevice
	kindBrowser
	kindOS
	kindAge // in seconds; new and returning visitors, too
	kindLanguage
	kindTimeZone
	kindViewport
	kindTime
	kindCode
)

// clauseFeatures are what the conditions on visitors need.
type clauseFeatures struct {
	audiences, queries         bool // of experiments; of pages
	timed                      bool // some experiment has a schedule
	clauseKinds                uint32
	exactly, matching, ranging bool // what clauses compare by
	searchHosts, socialHosts   bool // what sources the project asks for
}

// add notes what a clause needs.
func (f *clauseFeatures) add(c *engine.CompiledClause) {
	p := parts(c)
	f.clauseKinds |= 1 << p.kind
	for i := range p.inner {
		f.add(&p.inner[i])
	}
	f.compares(p.test)
	if c.Type == engine.ClauseSource {
		for _, asked := range c.Choices {
			f.searchHosts = f.searchHosts || asked == string(engine.Search) || asked == string(engine.Referral)
			f.socialHosts = f.socialHosts || asked == string(engine.Social) || asked == string(engine.Referral)
		}
	}
}

func (f *clauseFeatures) compares(test any) {
	switch test.(type) {
	case string:
		f.exactly = true
	case pattern:
		f.matching = true
	case bounds:
		f.ranging = true
	}
}

// number is a kind's place among those that are used.
func (f *clauseFeatures) number(k clauseKind) int {
	return bits.OnesCount32(f.clauseKinds & (1<<k - 1))
}

// asks reports whether a clause of one of these kinds is used.
func (f *clauseFeatures) asks(kinds ...clauseKind) bool {
	for _, k := range kinds {
		if f.clauseKinds>>k&1 == 1 {
			return true
		}
	}
	return false
}

// clauseFeaturesOf finds what the experiments that run need.
func clauseFeaturesOf(r *engine.Rules, shown []engine.Rule) (f clauseFeatures) {
	for _, i := range usedAudiences(r) {
		f.audiences = true
		f.add(&r.Audiences[i].When)
	}
	for _, page := range usedPages(r, shown) {
		for i := range page.Query {
			f.queries = true
			f.compares(textTest(&page.Query[i]))
		}
	}
	for i := range r.Experiments {
		f.timed = f.timed || r.Experiments[i].Start != 0 || r.Experiments[i].Stop != 0
	}
	return f
}

// usedAudiences are the audiences of experiments that run, in the project's
// order: nothing of others is public.
func usedAudiences(r *engine.Rules) (used []int) {
	asked := make([]bool, len(r.Audiences))
	for i := range r.Experiments {
		for _, at := range r.Experiments[i].InAudiences {
			asked[at] = true
		}
	}
	for i := range asked {
		if asked[i] {
			used = append(used, i)
		}
	}
	return used
}
