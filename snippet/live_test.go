package snippet

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// TestExposureChangesNothing: a page that lives on decides again by the pins that
// its own exposures have left, some of its experiments earlier than others. For
// visitors without older pins that may change reasons, never variations. Older
// pins can be at odds with slots that were edited since, and for those live.ts
// lets nobody in whom it did not let in as the page view began.
func TestExposureChangesNothing(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	exposed := 0
	for i := range uint64(3000) {
		g := generator{rand.New(rand.NewPCG(seed, i))}
		p := g.project()
		rules, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		v := g.visit(p)
		visit := engine.Visit{Visitor: v.Visitor, URL: v.URL}
		first, err := rules.Decide(visit)
		if err != nil {
			t.Fatal(err)
		}
		var met engine.Decisions
		for _, d := range first.Decisions {
			if d.Variation != "" && g.IntN(2) == 0 {
				met = append(met, d)
			}
		}
		exposed += len(met)
		visit.Pins = engine.Expose(nil, met)
		second, err := rules.Decide(visit)
		if err != nil {
			t.Fatal(err)
		}
		for j, d := range second.Decisions {
			if d.Variation != first.Decisions[j].Variation {
				form, _ := p.YAML()
				t.Fatalf("seed %d, project %d: pins %v: experiment %s gave %q, then %q\n%s", seed, i, visit.Pins, d.Experiment, first.Decisions[j].Variation, d.Variation, form)
			}
		}
	}
	if exposed < 1000 {
		t.Errorf("%d exposures in all try too little", exposed)
	}
}

// TestMomentsInDeciders: without a page no moment comes, so a page that waits for
// one is not active, whatever the address; one by the address is.
func TestMomentsInDeciders(t *testing.T) {
	for _, c := range []struct{ activate, reason string }{
		{`{"on": "load"}`, "bucketed"},
		{`{"on": "url"}`, "bucketed"},
		{`{"on": "element", "selector": "html"}`, "page"},
		{`{"on": "condition", "code": "return true"}`, "page"},
		{`{"on": "call", "name": "x"}`, "page"},
	} {
		p, err := engine.Read([]byte(`{"id": "shop", "pages": [{"id": "p", "include": [{"match": "substring", "value": "/hats"}], "activate": `+c.activate+`}],
			"experiments": [{"id": "1", "name": "one", "status": "running", "pages": ["p"], "waitFor": {"code": "return secret"}, "variations": [{"id": "a", "weight": 10000}]}]}`), nil)
		if err != nil {
			t.Fatal(err)
		}
		script := decider(t, p)
		if strings.Contains(script, "secret") || strings.Contains(script, "MutationObserver") {
			t.Errorf("%s: a decider has what waits for a page", c.activate)
		}
		var got [][]decided
		inNode(t, "", answersJS, []question{{Script: script, Visits: []visit{{Visitor: "v", URL: "https://shop.example/hats"}, {Visitor: "v", URL: "https://shop.example/"}}}}, &got)
		if got[0][0]["1"].Reason != c.reason || got[0][1]["1"].Reason != "page" {
			t.Errorf("%s: %+v, want %s, and page elsewhere", c.activate, got, c.reason)
		}
	}
}
