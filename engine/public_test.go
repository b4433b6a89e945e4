package engine

import (
	"testing"
	"time"
)

// TestWithin goes through a day on which one experiment starts at ten and stops
// at noon, one stops at eleven, one starts at eleven, and one has no schedule.
func TestWithin(t *testing.T) {
	p, err := Read([]byte(`{"id": "shop", "holdoutShare": 0, "experiments": [
		{"id": "1", "name": "[ME] Noon", "status": "running", "schedule": {"start": "2026-12-01T10:00", "stop": "2026-12-01T12:00", "zone": "UTC"}, "variations": [{"id": "a", "weight": 10000}]},
		{"id": "2", "name": "[ME] Early", "status": "running", "schedule": {"stop": "2026-12-01T11:00", "zone": "UTC"}, "variations": [{"id": "a", "weight": 10000}]},
		{"id": "3", "name": "Late", "status": "running", "schedule": {"start": "2026-12-01T11:00", "zone": "UTC"}, "variations": [{"id": "a", "weight": 10000}]},
		{"id": "4", "name": "Always", "status": "running", "variations": [{"id": "a", "weight": 10000}]}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	at := func(clock string) time.Time {
		moment, err := time.Parse(time.DateTime, "2026-12-01 "+clock)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, test := range []struct{ now, has, until string }{
		{"09:00:00", "24", "09:50:00"},
		{"09:49:59", "24", "09:50:00"},
		{"09:50:00", "124", "10:50:00"},
		{"10:50:00", "1234", "11:00:00"},
		{"10:59:59", "1234", "11:00:00"},
		{"11:00:00", "134", "12:00:00"},
		{"12:00:00", "34", ""},
	} {
		within, until, err := rules.Within(at(test.now), 10*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		has, others := "", ""
		for i := range within.Experiments {
			has += within.Experiments[i].ID
		}
		for _, other := range within.Others([]string{"1", "2", "3", "4"}) {
			others += other.ID
		}
		if has != test.has || len(has)+len(others) != 4 {
			t.Errorf("at %s: %s, and %s for a preview, want %s", test.now, has, others, test.has)
		}
		if test.until == "" != until.IsZero() || test.until != "" && !until.Equal(at(test.until)) {
			t.Errorf("at %s: until %s, want %s", test.now, until, test.until)
		}
		if has == "1234" && within != rules {
			t.Errorf("at %s, where all are in, the rules are others", test.now)
		}
		// Who is not there leaves the layer to the others.
		if test.has == "24" {
			if d, err := within.Decide(Visit{Visitor: "v1"}); err != nil || d.Decisions[0].Variation != "a" {
				t.Errorf("at %s: %v, %v", test.now, d.Decisions, err)
			}
		}
	}
	for i := range p.Experiments {
		if p.Experiments[i].Status != Running {
			t.Error("the project was changed")
		}
	}
}
