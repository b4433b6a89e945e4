package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// said prints a visit's decisions as "experiment variation reason", in order.
func said(t testing.TB, r *Rules, v Visit) string {
	t.Helper()
	result, err := r.Decide(v)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range result.Decisions {
		variation := d.Variation
		if variation == "" {
			variation = "-"
		}
		lines = append(lines, d.Experiment+" "+variation+" "+string(d.Reason))
	}
	return strings.Join(lines, ", ")
}

// visitorWhere is the first of v0, v1, … for whom something holds.
func visitorWhere(t testing.TB, holds func(visitor string) bool) string {
	t.Helper()
	for i := range 1_000_000 {
		if v := fmt.Sprint("v", i); holds(v) {
			return v
		}
	}
	t.Fatal("there is no such visitor")
	return ""
}

// The order of off, force, forced, opt-out and layers, on and off the page.
func TestOrderOfSteps(t *testing.T) {
	rules := mustCompile(t, []byte(`
id: shop
pages: [{id: hats, include: [{match: substring, value: /hats}]}]
experiments:
  - {id: "1", name: "[ME] One", status: running, pages: [hats], forced: {ann: b}, variations: [{id: a, weight: 10000}, {id: b, weight: 0}]}
  - {id: "2", name: "Two", status: draft, forced: {ann: b}, variations: [{id: a, weight: 10000}, {id: b, weight: 0}]}
  - {id: "3", name: "[ME] Three", status: running, variations: [{id: a, weight: 10000}]}
`))
	one := visitorWhere(t, func(v string) bool { return Ticket(v, "shop[ME]1") > Ticket(v, "shop[ME]3") })
	three := visitorWhere(t, func(v string) bool { return Ticket(v, "shop[ME]1") < Ticket(v, "shop[ME]3") })
	hats, caps := "https://shop.example/hats", "https://shop.example/caps"
	force := map[string]string{"1": "b", "2": "a"}
	for _, c := range []struct {
		name  string
		visit Visit
		want  string
	}{
		{"on the page", Visit{Visitor: one, URL: hats}, "1 a bucketed, 3 - lane"},
		{"off the page", Visit{Visitor: one, URL: caps}, "1 - page, 3 - lane"},
		{"no address", Visit{Visitor: one}, "1 a bucketed, 3 - lane"},
		{"lane before page", Visit{Visitor: three, URL: caps}, "1 - lane, 3 a bucketed"},
		{"forced visitor", Visit{Visitor: "ann", URL: hats}, "1 b forced, 3 " + map[bool]string{true: "- lane", false: "a bucketed"}[Ticket("ann", "shop[ME]1") > Ticket("ann", "shop[ME]3")]},
		{"forced visitor off the page", Visit{Visitor: "ann", URL: caps, State: ReasonOptOut}, "1 - opt-out, 3 - opt-out"},
		{"forced visitor, opted out", Visit{Visitor: "ann", URL: hats, State: ReasonOptOut}, "1 b forced, 3 - opt-out"},
		{"forced visitor, no consent", Visit{Visitor: "ann", URL: hats, State: ReasonConsent}, "1 b forced, 3 - consent"},
		{"forced visitor, no storage", Visit{Visitor: "ann", URL: hats, State: ReasonStorage}, "1 b forced, 3 - storage"},
		{"forced visitor, off", Visit{Visitor: "ann", URL: hats, State: ReasonOff}, "1 - off, 3 - off"},
		{"force", Visit{Visitor: three, URL: caps, Force: force}, "1 b forced, 3 a bucketed, 2 a forced"},
		{"force, opted out", Visit{Visitor: three, URL: caps, Force: force, State: ReasonOptOut}, "1 b forced, 3 - opt-out, 2 a forced"},
		{"force, off", Visit{Visitor: three, URL: caps, Force: force, State: ReasonOff}, "1 - off, 3 - off"},
		{"force only", Visit{Visitor: three, URL: caps, Force: force, ForceOnly: true}, "1 b forced, 3 - off, 2 a forced"},
		{"force only, opted out", Visit{Visitor: three, Force: force, ForceOnly: true, State: ReasonOptOut}, "1 b forced, 3 - off, 2 a forced"},
		{"force only, off", Visit{Visitor: three, Force: force, ForceOnly: true, State: ReasonOff}, "1 - off, 3 - off"},
		{"force only and forced visitor", Visit{Visitor: "ann", URL: hats, Force: map[string]string{"3": "a"}, ForceOnly: true}, "1 - off, 3 a forced"},
		{"force before forced visitor", Visit{Visitor: "ann", URL: hats, Force: map[string]string{"1": "a", "3": "a"}}, "1 a forced, 3 a forced"},
		{"pin", Visit{Visitor: three, Pins: []Pin{{"1", "b"}}, URL: hats}, "1 b sticky, 3 - lane"},
		{"pin off the page", Visit{Visitor: three, Pins: []Pin{{"1", "b"}}, URL: caps}, "1 - page, 3 - lane"},
		{"pin, opted out", Visit{Visitor: three, Pins: []Pin{{"1", "b"}}, URL: hats, State: ReasonOptOut}, "1 - opt-out, 3 - opt-out"},
	} {
		if got := said(t, rules, c.visit); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestForceInEveryStatus(t *testing.T) {
	text := "id: shop\nexperiments:\n"
	all := []Status{Archived, Draft, Ended, Paused, Running}
	force := map[string]string{}
	for i, status := range all {
		text += fmt.Sprintf("  - {id: \"%d\", name: x, status: %s, variations: [{id: a, weight: 10000}]}\n", i, status)
		force[fmt.Sprint(i)] = "a"
	}
	if got, want := said(t, mustCompile(t, []byte(text)), Visit{Visitor: "v", Force: force}), "4 a forced, 0 a forced, 1 a forced, 2 a forced, 3 a forced"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestRefusedVisits(t *testing.T) {
	rules := mustCompile(t, []byte(`{"id":"shop","experiments":[{"id":"1","name":"x","status":"running","variations":[{"id":"a","weight":10000}]},
		{"id":"2","name":"x","status":"draft","variations":[{"id":"a","weight":10000}]}]}`))
	long := strings.Repeat("𝒳", 128)
	for _, c := range []struct {
		name  string
		visit Visit
		want  string
	}{
		{"nobody", Visit{}, "invalid\nvisitor: format"},
		{"128 code points", Visit{Visitor: long}, "<nil>"},
		{"129 code points", Visit{Visitor: long + "x"}, "invalid\nvisitor: format"},
		{"no UTF-8", Visit{Visitor: "\xff"}, "invalid\nvisitor: format"},
		{"a surrogate", Visit{Visitor: "\xed\xa0\x80"}, "invalid\nvisitor: format"},
		{"NUL", Visit{Visitor: "\x00"}, "<nil>"},
		{"constructor", Visit{Visitor: "constructor"}, "<nil>"},
		{"unknown experiment", Visit{Visitor: "v", Force: map[string]string{"1": "a", "9": "a", "constructor": "a"}}, "invalid\nforce.9: unknown-id\nforce.constructor: unknown-id"},
		{"unknown variation", Visit{Visitor: "v", Force: map[string]string{"1": "b", "2": ""}}, "invalid\nforce.1: unknown-id\nforce.2: unknown-id"},
		{"unknown, while off", Visit{Visitor: "v", Force: map[string]string{"1": "b"}, State: ReasonOff}, "invalid\nforce.1: unknown-id"},
	} {
		result, err := rules.Decide(c.visit)
		_, trace, explained := rules.Explain(c.visit)
		if got := problemLines(err); got != c.want || problemLines(explained) != c.want {
			t.Errorf("%s: %s and %s, want %s", c.name, got, problemLines(explained), c.want)
		}
		if failed := err != nil; failed != (result.Decisions == nil) || failed != (trace == nil) {
			t.Errorf("%s: %v, with %v and %v", c.name, err, result, trace)
		}
	}
}

// Names that every JavaScript object has are ids and visitors like others.
func TestInheritedNames(t *testing.T) {
	rules := mustCompile(t, []byte(`
id: toString
experiments:
  - {id: constructor, name: "[ME] x", status: running, forced: {__proto__: valueOf}, variations: [{id: hasOwnProperty, weight: 10000}, {id: valueOf, weight: 0}]}
  - {id: "1", name: "y", status: running, variations: [{id: a, weight: 10000}]}
groups: [{id: g, slots: [{share: 0, experiments: [constructor], visitors: [__proto__]}, {share: 10000, experiments: [constructor]}]}]
`))
	for visitor, want := range map[string]string{
		"constructor":    "1 a bucketed, constructor hasOwnProperty bucketed",
		"__proto__":      "1 a bucketed, constructor valueOf forced",
		"hasOwnProperty": "1 a bucketed, constructor hasOwnProperty bucketed",
	} {
		if got := said(t, rules, Visit{Visitor: visitor, Pins: []Pin{{"__proto__", "a"}, {"toString", "a"}, {"1", "constructor"}}}); got != want {
			t.Errorf("%s: %s, want %s", visitor, got, want)
		}
	}
}

func TestOrderOfExperiments(t *testing.T) {
	want := []string{"0", "00", "07", "7", "8", "10", "0099", "123456789012345678901234567890", "1a", "A", "a", "a-"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int {
		if Less(a, b) {
			return -1
		}
		return 1
	})
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, a := range want {
		if Less(a, a) {
			t.Errorf("%s is before itself", a)
		}
	}
}

func TestExposures(t *testing.T) {
	pins := []Pin{{"1", "a"}, {"9", "x"}, {"2", "b"}, {"1", "c"}}
	got := Expose(pins, Decisions{
		{Experiment: "1", Variation: "c", Reason: ReasonSticky},
		{Experiment: "2", Variation: "a", Reason: ReasonForced},
		{Experiment: "3", Reason: ReasonTraffic},
		{Experiment: "4", Variation: "b", Reason: ReasonBucketed},
	})
	if want := []Pin{{"9", "x"}, {"2", "b"}, {"1", "c"}, {"4", "b"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if want := []Pin{{"1", "a"}, {"9", "x"}, {"2", "b"}, {"1", "c"}}; !slices.Equal(pins, want) {
		t.Errorf("the visitor's pins became %v", pins)
	}
}

func TestReasonsAreClosed(t *testing.T) {
	for _, r := range Reasons {
		if r.Sentence == "" || r.Reason.Sentence() != r.Sentence {
			t.Errorf("%s has no sentence", r.Reason)
		}
		if exposes := r.Reason == "sticky" || r.Reason == "bucketed"; r.Reason.Exposes() != exposes {
			t.Errorf("%s: Exposes is %t", r.Reason, !exposes)
		}
	}
	if len(Reasons) != 15 {
		t.Errorf("there are %d reasons, want 15", len(Reasons))
	}
}

// Others are for previews: the named experiments that do not run, each once.
func TestOthersDoNotRun(t *testing.T) {
	rules := mustCompile(t, []byte(`
id: shop
pages: [{id: home, include: [{match: simple, value: shop.example}]}]
experiments:
  - {id: "10", name: "[ME] x", status: paused, pages: [home], variations: [{id: a, weight: 10000}]}
  - {id: "9", name: "[Group_A] holdout", status: draft, variations: [{id: a, weight: 10000}]}
  - {id: "8", name: "x", status: ended, variations: [{id: a, weight: 10000}]}
  - {id: "1", name: "[ME] x", status: running, variations: [{id: a, weight: 10000}]}
`))
	others := rules.Others([]string{"10", "1", "9", "10", "none"})
	if len(others) != 2 || others[0].ID != "9" || others[0].Role != HoldoutRole || others[1].ID != "10" || others[1].Scope != MEScope || !slices.Equal(others[1].On, []int{0}) {
		t.Errorf("others are %+v", others)
	}
	if got := said(t, rules, Visit{Visitor: "v"}); got != "1 a bucketed" {
		t.Errorf("compiling others changed the layers: %s", got)
	}
}
