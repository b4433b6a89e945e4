package engine

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// readVectors fills into from one of the files that Go and the runtime share.
func readVectors(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func TestHashVectors(t *testing.T) {
	var vectors []struct {
		Visitor, Key string
		Ticket       uint32
		Bucket       int
	}
	readVectors(t, "hashing.json", &vectors)
	for _, v := range vectors {
		if got := Ticket(v.Visitor, v.Key); got != v.Ticket {
			t.Errorf("Ticket(%q, %q) = %d, want %d", v.Visitor, v.Key, got, v.Ticket)
		}
		if got := Bucket(v.Visitor, v.Key); got != v.Bucket {
			t.Errorf("Bucket(%q, %q) = %d, want %d", v.Visitor, v.Key, got, v.Bucket)
		}
		if v.Visitor == "" {
			continue
		}
		var h hasher
		h.visitor(v.Visitor)
		if got := h.ticket(v.Key); got != v.Ticket {
			t.Errorf("hasher.ticket(%q, %q) = %d, want %d", v.Visitor, v.Key, got, v.Ticket)
		}
	}
}

// decisionVector is one project of decisions.json with its cases.
type decisionVector struct {
	Name    string
	Project json.RawMessage
	Shares  map[string]Share
	Cases   []struct {
		Visitor string
		Pins    [][2]string
		Expect  map[string]struct{ Variation, Reason string }
	}
}

func decisionVectors(t testing.TB) (vectors []decisionVector) {
	readVectors(t, "decisions.json", &vectors)
	return vectors
}

func pairs(list [][2]string) (pins []Pin) {
	for _, p := range list {
		pins = append(pins, Pin{p[0], p[1]})
	}
	return pins
}

func mustCompile(t testing.TB, data []byte) *Rules {
	t.Helper()
	p, err := Read(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestDecisionVectors(t *testing.T) {
	for _, vector := range decisionVectors(t) {
		t.Run(vector.Name, func(t *testing.T) {
			rules := mustCompile(t, vector.Project)
			for _, c := range vector.Cases {
				result, err := rules.Decide(Visit{Visitor: c.Visitor, Pins: pairs(c.Pins)})
				if err != nil {
					t.Fatal(err)
				}
				explained, trace, err := rules.Explain(Visit{Visitor: c.Visitor, Pins: pairs(c.Pins)})
				if err != nil || len(trace.Experiments) != len(c.Expect) {
					t.Fatalf("Explain: %v, %d experiments", err, len(trace.Experiments))
				}
				if len(result.Decisions) != len(c.Expect) {
					t.Errorf("%s: %d decisions, want %d", c.Visitor, len(result.Decisions), len(c.Expect))
				}
				for i, d := range result.Decisions {
					if want := c.Expect[d.Experiment]; d.Variation != want.Variation || string(d.Reason) != want.Reason {
						t.Errorf("%s %v: experiment %s: %s %s, want %s %s", c.Visitor, c.Pins, d.Experiment, d.Variation, d.Reason, want.Variation, want.Reason)
					}
					if e := trace.Experiments[i]; e.Experiment != d.Experiment || e.Variation != d.Variation || e.Reason != d.Reason || explained.Decisions[i] != d {
						t.Errorf("%s: the trace of %s says %s %s, the decision %s %s", c.Visitor, d.Experiment, e.Variation, e.Reason, d.Variation, d.Reason)
					}
				}
			}
		})
	}
}

func TestShareVectors(t *testing.T) {
	for _, vector := range decisionVectors(t) {
		shares := mustCompile(t, vector.Project).Shares()
		if len(shares) != len(vector.Shares) {
			t.Errorf("%s: %d shares, want %d", vector.Name, len(shares), len(vector.Shares))
		}
		for _, s := range shares {
			want := vector.Shares[s.Experiment]
			if math.Abs(s.LetIn-want.LetIn) > 1e-9 || math.Abs(s.Enters-want.Enters) > 1e-9 {
				t.Errorf("%s: experiment %s: %v, want %v", vector.Name, s.Experiment, s, want)
			}
		}
	}
}

func TestAddressVectors(t *testing.T) {
	var vectors []struct {
		Page             Page
		Active, Inactive []string
	}
	readVectors(t, "urls.json", &vectors)
	for _, v := range vectors {
		page, err := compilePage(&v.Page)
		if err != nil {
			t.Fatal(err)
		}
		for want, urls := range map[bool][]string{true: v.Active, false: v.Inactive} {
			for _, url := range urls {
				at := newTarget(url)
				if got := page.active(&sight{url: "given", at: &at, facts: &noFacts}); got != truthOf(want) {
					t.Errorf("%v: %s: %d, want %t", v.Page, url, got, want)
				}
			}
		}
	}
}
