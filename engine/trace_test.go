package engine

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// text prints a trace for people to read in a golden file.
func (t *Trace) text() string {
	var b strings.Builder
	for _, o := range t.Layers {
		fmt.Fprintf(&b, "  layer %s: %s, winner %q, bucket %d, ticket %d\n", o.Scope, o.By, o.Winner, o.Bucket, o.Ticket)
	}
	for _, o := range t.Slots {
		fmt.Fprintf(&b, "  group %s: slot %d by %s, bucket %d\n", o.Group, o.Slot, o.By, o.Bucket)
	}
	for _, e := range t.Experiments {
		fmt.Fprintf(&b, "  %s (%s): %q, %s. %s\n", e.Experiment, e.Name, e.Variation, e.Reason, e.Sentence)
		for _, s := range e.Steps {
			mark := map[bool]string{true: "+", false: "-"}[s.Passed]
			fmt.Fprintf(&b, "    %s %s: %s\n", mark, s.Step, s.Text)
		}
	}
	return b.String()
}

func TestTraces(t *testing.T) {
	data, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules := mustCompile(t, data)
	hats := "https://www.shop.example/hats/?utm=x"
	var b strings.Builder
	for _, c := range []struct {
		name  string
		visit Visit
	}{
		{"new", Visit{Visitor: "v1", URL: hats}},
		{"held by [ME]", Visit{Visitor: visitorWhere(t, func(v string) bool { return Bucket(v, "shop[ME]2") < 2000 }), URL: hats}},
		{"held by a group", Visit{Visitor: visitorWhere(t, func(v string) bool {
			return Bucket(v, "shop[ME]2") >= 2000 && Ticket(v, "shop[ME]1") < Ticket(v, "shop[ME]3") && Bucket(v, "shop[Group_A]5") < 2000
		}), URL: hats}},
		{"held by a holdout group", Visit{Visitor: visitorWhere(t, func(v string) bool { return Bucket(v, "h/h") < 1000 }), URL: hats}},
		{"pinned", Visit{Visitor: visitorWhere(t, func(v string) bool { return Bucket(v, "h/h") < 1000 && Bucket(v, "g/g") >= 4000 }), Pins: []Pin{{"1", "b"}, {"6", "b"}, {"3", "a"}}}},
		{"named, on another page", Visit{Visitor: "bob", Pins: []Pin{{"1", "a"}}, URL: "https://shop.example/hats/12?preview"}},
		{"forced and opted out", Visit{Visitor: "ann", URL: hats, State: ReasonOptOut, Force: map[string]string{"8": "a", "1": "a"}}},
		{"a phone in December", Visit{Visitor: "v1", URL: hats, Now: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), Facts: &Facts{Device: "phone"}}},
		{"a desktop at Christmas", Visit{Visitor: "v1", URL: hats, Now: time.Date(2026, 12, 23, 23, 0, 0, 0, time.UTC), Facts: &Facts{Device: "desktop", Attributes: map[string]any{"level": "iron"}}}},
		{"off", Visit{Visitor: "v1", State: ReasonOff}},
	} {
		_, trace, err := rules.Explain(c.visit)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %s %v\n%s\n", c.name, c.visit.Visitor, c.visit.Pins, trace.text())
	}
	golden(t, "traces.txt", []byte(b.String()))
}

// A trace says what was decided, whatever the visit, and ends with the step that
// refused.
func TestExplainIsDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProject(t)
		if p.Validate() != nil {
			t.Skip("names and shares that do not go together")
		}
		rules, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			v := anyVisit(t, p)
			result, err := rules.Decide(v)
			again, trace, err2 := rules.Explain(v)
			if fmt.Sprint(err) != fmt.Sprint(err2) || !reflect.DeepEqual(result, again) {
				t.Fatalf("%+v: Decide says %+v, %v; Explain %+v, %v", v, result, err, again, err2)
			}
			if err != nil {
				continue
			}
			if len(trace.Experiments) != len(result.Decisions) {
				t.Fatalf("%d traces of %d decisions", len(trace.Experiments), len(result.Decisions))
			}
			for i, d := range result.Decisions {
				checkTrace(t, trace.Experiments[i], d)
			}
			if _, err := json.Marshal(trace); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func checkTrace(t *rapid.T, e *ExperimentTrace, d Decision) {
	if e.Experiment != d.Experiment || e.Variation != d.Variation || e.Reason != d.Reason || e.Sentence != d.Reason.Sentence() {
		t.Fatalf("trace %+v of decision %+v", e, d)
	}
	refusing := map[Reason]string{
		ReasonSchedule: "schedule", ReasonAudience: "audience", ReasonUnknown: "page or audience", ReasonPage: "page", ReasonSlot: "slot", ReasonTraffic: "traffic", ReasonLane: "layer", ReasonHoldout: "layer or holdout",
	}
	last := ""
	for _, s := range e.Steps {
		if last != "" && s.Step != last && !(last == "page" && s.Step == "audience" && d.Reason != ReasonPage) { // a page that cannot be known
			t.Fatalf("the step %s follows the one that refused: %+v", s.Step, e.Steps)
		}
		if !s.Passed {
			last = s.Step
		}
	}
	if want, refused := refusing[d.Reason]; refused && (last == "" || !strings.Contains(want, last)) {
		t.Fatalf("%s, and the last step that refused is %q: %+v", d.Reason, last, e.Steps)
	}
	if d.Reason.Exposes() && last != "" {
		t.Fatalf("%s, though the step %s refused: %+v", d.Reason, last, e.Steps)
	}
}

// anyVisit draws pins, states and forced ids, some of them unknown.
func anyVisit(t *rapid.T, p *Project) Visit {
	v := Visit{
		Visitor: rapid.SampledFrom([]string{"v0", "v1", "v2", "__proto__", "", "é𝒳"}).Draw(t, "visitor"),
		URL:     rapid.SampledFrom([]string{"", "https://shop.example/", "https://shop.example/x\n", "//"}).Draw(t, "url"),
		Now:     rapid.SampledFrom([]time.Time{{}, time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}).Draw(t, "now"),
		State:   rapid.SampledFrom([]Reason{"", "", "", "", ReasonOff, ReasonOptOut, ReasonConsent, ReasonStorage}).Draw(t, "state"),
	}
	if rapid.Bool().Draw(t, "facts") {
		v.Facts = anyFacts(t)
	}
	ids := []string{"none"}
	for _, e := range p.Experiments {
		ids = append(ids, e.ID)
	}
	variation := rapid.SampledFrom([]string{"a", "a", "a", "b", "c"})
	for range rapid.IntRange(0, 4).Draw(t, "pins") {
		v.Pins = append(v.Pins, Pin{rapid.SampledFrom(ids).Draw(t, "pin"), variation.Draw(t, "variation")})
	}
	if len(ids) > 1 && rapid.IntRange(0, 3).Draw(t, "forces") == 0 {
		v.Force = map[string]string{rapid.SampledFrom(ids[1:]).Draw(t, "force"): variation.Draw(t, "variation")}
		v.ForceOnly = rapid.Bool().Draw(t, "only")
	}
	return v
}
