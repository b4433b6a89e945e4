package engine

import (
	"encoding/json"
	"testing"
	"time"
)

// audienceVector is one case of testdata/audiences.json, which Go and the
// runtime share.
//
// Server is what Decide must find: true, false or "unknown". Browser is what the
// runtime must find, where what is not known is missing, and a missing value
// makes its leaf false.
//
// Facts has the fields of factsForm; each may be left out, and is unknown then.
// A browser takes them for location.href, document.cookie (each pair as
// name=value), document.referrer, navigator.languages, the classes of its user
// agent, its zone, window.innerWidth, the moment at which the visitor's cookie
// was made, what the page pushed as attributes, and window.dataLayer. Now, in RFC
// 3339, is the moment; without it no leaf asks for the time.
type audienceVector struct {
	Name    string
	Clause  json.RawMessage // in the project's form
	Facts   factsForm
	Now     time.Time
	Server  any
	Browser bool
}

type factsForm struct {
	URL        string
	Cookies    map[string]string // raw: not decoded
	Referrer   *string           // "" where there is none
	Languages  []string
	Device     string
	Browser    string
	Version    int // the browser's major version
	OS         string
	TimeZone   string
	Viewport   *int
	Created    *time.Time
	Attributes map[string]any
	DataLayer  any
}

func (f factsForm) facts() *Facts {
	return &Facts{
		Cookies: f.Cookies, Referrer: f.Referrer, Languages: f.Languages, Device: f.Device, Browser: f.Browser, BrowserVersion: f.Version, OS: f.OS,
		TimeZone: f.TimeZone, ViewportWidth: f.Viewport, Created: f.Created, Attributes: f.Attributes, DataLayer: f.DataLayer,
	}
}

// clauseOf reads a clause as a project's audience, so by the reader and the
// rules of every project.
func clauseOf(t testing.TB, form []byte) (*Rules, *CompiledClause) {
	t.Helper()
	rules := mustCompile(t, []byte(`{"id":"shop","audiences":[{"id":"a","when":`+string(form)+`}],"experiments":[
		{"id":"1","name":"x","status":"running","audiences":["a"],"variations":[{"id":"a","weight":10000}]}]}`))
	return rules, &rules.Audiences[0].When
}

func TestAudienceVectors(t *testing.T) {
	var vectors []audienceVector
	readVectors(t, "audiences.json", &vectors)
	names, types := map[string]bool{}, map[ClauseType]int{}
	for _, v := range vectors {
		if names[v.Name] {
			t.Errorf("two cases are called %q", v.Name)
		}
		names[v.Name] = true
		rules, when := clauseOf(t, v.Clause)
		count(when, types)
		visit := Visit{Visitor: "v", URL: v.Facts.URL, Now: v.Now, Facts: v.Facts.facts()}
		at := newTarget(visit.URL)
		s := newSight(&visit, &at)
		want := map[any]truth{true: yes, false: no, "unknown": unknown}[v.Server]
		if got := when.holds(&s); got != want {
			t.Errorf("%s: %s, want %v", v.Name, got, v.Server)
		}
		if got := inBrowser(when, &s); got != v.Browser && !hasCode(when) {
			t.Errorf("%s: in a browser %t, want %t", v.Name, got, v.Browser)
		}
		reason := map[truth]string{yes: "1 a bucketed", no: "1 - audience", unknown: "1 - unknown"}[want]
		if got := said(t, rules, visit); got != reason {
			t.Errorf("%s: %s, want %s", v.Name, got, reason)
		}
	}
	for _, kind := range clauseTypes {
		if types[ClauseType(kind)] < 2 {
			t.Errorf("the vectors have %d leaves of type %s", types[ClauseType(kind)], kind)
		}
	}
	for _, hosts := range [][]string{Sources.SearchHosts, Sources.SocialHosts} {
		if _, fault := compileRegex(HostPattern(hosts)); fault != "" { // it means the same in JavaScript
			t.Error(fault)
		}
	}
	if len(vectors) < 300 {
		t.Errorf("there are %d cases only", len(vectors))
	}
}

// inBrowser is two-valued logic, written down apart: an unknown leaf is false.
func inBrowser(c *CompiledClause, s *sight) bool {
	switch {
	case c.Not != nil:
		return !inBrowser(c.Not, s)
	case c.Type != "":
		return c.leaf(s) == yes
	}
	for i := range c.Any {
		if inBrowser(&c.Any[i], s) {
			return true
		}
	}
	for i := range c.All {
		if !inBrowser(&c.All[i], s) {
			return false
		}
	}
	return c.All != nil
}

func hasCode(c *CompiledClause) bool {
	types := map[ClauseType]int{}
	count(c, types)
	return types[ClauseCode] > 0
}

// count counts a tree's leaves by type.
func count(c *CompiledClause, types map[ClauseType]int) {
	for _, list := range [][]CompiledClause{c.All, c.Any} {
		for i := range list {
			count(&list[i], types)
		}
	}
	if c.Not != nil {
		count(c.Not, types)
	}
	if c.Type != "" {
		types[c.Type]++
	}
}
