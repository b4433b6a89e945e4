package snippet

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

type identity struct {
	name string
	set  func(*engine.Project)
}

// identities are what a project may say about its visitors.
var identities = []identity{
	{"cookieDomain", func(p *engine.Project) { p.CookieDomain = "shop.example" }},
	{"visitorFrom: page", func(p *engine.Project) { p.VisitorFrom = engine.FromPage }},
	{"refresh", func(p *engine.Project) { p.Refresh = "/lk/v1/visitor/shop" }},
	{"consent: required", func(p *engine.Project) { p.Consent = engine.Required }},
	{"consent: required, beforeConsent: page", func(p *engine.Project) { p.Consent, p.BeforeConsent = engine.Required, engine.BeforePage }},
	{"privacyControl: no-storage", func(p *engine.Project) { p.PrivacyControl = engine.PrivacyNoStorage }},
	{"privacyControl: off", func(p *engine.Project) { p.PrivacyControl = engine.PrivacyOff }},
}

// TestGarbage: whatever stands in cookies and addresses, and whatever pages push,
// nothing throws, what is decided has a reason, and what is written is valid.
func TestGarbage(t *testing.T) {
	harness, err := os.ReadFile("testdata/garbage.js")
	if err != nil {
		t.Fatal(err)
	}
	type page struct {
		Name    string `json:"name"`
		Script  string `json:"script"`
		Quiet   bool   `json:"quiet"`   // until somebody gives consent
		Garbage bool   `json:"garbage"` // is pushed
		Count   int    `json:"count"`
		Seed    int    `json:"seed"`
	}
	var pages []page
	seed := int(time.Now().UnixNano() % 1e9)
	for i, identity := range append(identities, identity{"as it is", func(*engine.Project) {}}) {
		p := emptyProject()
		identity.set(p)
		for _, name := range []string{"[ME] One", "[ME] Two", "Three"} {
			p.Experiments = append(p.Experiments, engine.Experiment{Name: name, Status: engine.Running, Traffic: engine.Whole, Variations: []engine.Variation{{Weight: 5000}, {Weight: 5000}}})
		}
		script := string(build(t, valid(p)))
		for _, garbage := range []bool{false, true} {
			pages = append(pages, page{identity.name, script, p.Consent == engine.Required, garbage, *pairs / 100, seed + i*1_000_000})
		}
	}
	var faults [][]string
	inNode(t, strings.Replace(string(harness), "module.exports = run;", "", 1), `(pages) => pages.map(run)`, pages, &faults)
	for _, list := range faults {
		for _, fault := range list {
			t.Error(fault)
		}
	}
}
