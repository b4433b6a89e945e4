package engine

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the machine that tests may have none

	"pgregory.net/rapid"
)

// TestScheduleVectors reads testdata/schedules.json: a schedule, the instants
// that it means, and moments at which it runs and does not.
func TestScheduleVectors(t *testing.T) {
	var vectors []struct {
		Name        string
		Schedule    json.RawMessage
		Start, Stop *time.Time
		Runs, Rests []time.Time
	}
	readVectors(t, "schedules.json", &vectors)
	unix := func(at *time.Time) int64 {
		if at == nil {
			return 0
		}
		return at.Unix()
	}
	for _, v := range vectors {
		rules := mustCompile(t, []byte(`{"id":"shop","experiments":[{"id":"1","name":"x","status":"running","schedule":`+string(v.Schedule)+`,"variations":[{"id":"a","weight":10000}]}]}`))
		e := &rules.Experiments[0]
		if e.Start != unix(v.Start) || e.Stop != unix(v.Stop) {
			t.Errorf("%s: from %s to %s", v.Name, time.Unix(e.Start, 0).UTC(), time.Unix(e.Stop, 0).UTC())
		}
		for want, moments := range map[string][]time.Time{"1 a bucketed": v.Runs, "1 - schedule": v.Rests} {
			for _, now := range moments {
				if got := said(t, rules, Visit{Visitor: "v", Now: now}); got != want {
					t.Errorf("%s: at %s %s, want %s", v.Name, now, got, want)
				}
			}
		}
	}
}

// An instant is what the zone's clock shows, wherever it shows it at all; a time
// that is skipped keeps the offset of before.
func TestInstants(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Tehran", "America/St_Johns", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := zoneOf(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		minute := rapid.Int64Range(0, 70*365*24*60).Draw(t, "minute")
		shown := time.Unix(315532800+minute*60, 0).In(zone) // since 1980: what a clock does show
		wall, err := time.Parse(localTime, shown.Format(localTime))
		if err != nil {
			t.Fatal(err)
		}
		at := instant(wall, zone)
		if got := time.Unix(at, 0).In(zone); got.Format(localTime) != shown.Format(localTime) || at > shown.Unix() {
			t.Fatalf("%s is taken for %s", shown, got)
		}
		for back := int64(30); back <= 120; back += 30 { // the first of two
			if got := time.Unix(at-back*60, 0).In(zone); got.Format(localTime) == shown.Format(localTime) {
				t.Fatalf("%s is taken for the second, %s", shown, got)
			}
		}
	})
}

// An experiment outside its schedule is to all others as a paused one is, and to
// its own visitors has the reason schedule and no variation. One in it is as one
// without a schedule.
func TestScheduledIsPaused(t *testing.T) {
	now := time.Date(2026, 3, 29, 1, 29, 0, 0, time.UTC)
	reached := map[Reason]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := anyProject(t)
		if p.Validate() != nil {
			t.Skip("names and shares that do not go together")
		}
		plain := *p
		plain.Experiments = slices.Clone(p.Experiments)
		out := map[string]bool{}
		for i := range plain.Experiments {
			e := &plain.Experiments[i]
			if e.Schedule == nil || e.Status != Running {
				continue
			}
			start, stop, _, _ := e.Schedule.ends()
			if now.Unix() < start || stop != 0 && now.Unix() >= stop {
				out[e.ID], e.Status = true, Paused
			}
			e.Schedule = nil
		}
		timed, paused := mustCompileForm(t, p), mustCompileForm(t, &plain)
		for range 10 {
			v := anyVisit(t, p)
			v.Now = now
			if !ValidVisitor(v.Visitor) {
				continue
			}
			v.Force, v.ForceOnly = nil, false
			got, err := timed.Decide(v)
			want, err2 := paused.Decide(v)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			others := slices.DeleteFunc(slices.Clone(got.Decisions), func(d Decision) bool {
				if !out[d.Experiment] {
					return false
				}
				reached[d.Reason]++
				if d.Variation != "" || d.Reason != ReasonSchedule && d.Reason != v.State {
					t.Fatalf("%s is outside its schedule and %q %s", d.Experiment, d.Variation, d.Reason)
				}
				return true
			})
			if !slices.EqualFunc(others, want.Decisions, sameAnswer) {
				t.Fatalf("%+v: with schedules %v, paused %v", v, others, want.Decisions)
			}
			bare := func(o Outcome) Outcome { o.winner = 0; return o } // an index, so another
			if !slices.EqualFunc(got.Layers, want.Layers, func(a, b Outcome) bool { return bare(a) == bare(b) }) || !slices.Equal(got.Slots, want.Slots) {
				t.Fatalf("%+v: with schedules %v %v, paused %v %v", v, got.Layers, got.Slots, want.Layers, want.Slots)
			}
			for _, d := range got.Decisions {
				if d.Reason == ReasonUnknown || d.Reason == ReasonLane || d.Reason == ReasonSticky {
					reached[d.Reason]++
				}
			}
		}
	})
	for _, reason := range []Reason{ReasonSchedule, ReasonUnknown, ReasonLane, ReasonSticky} {
		if reached[reason] == 0 {
			t.Errorf("no visit has the reason %s", reason)
		}
	}
}

func mustCompileForm(t *rapid.T, p *Project) *Rules {
	rules, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// A preview and a zero moment know no schedules; forced visitors do.
func TestScheduleAndForce(t *testing.T) {
	rules := mustCompile(t, []byte(`{"id":"shop","experiments":[{"id":"1","name":"[ME] x","status":"running","forced":{"ann":"b"},
		"schedule":{"stop":"2026-01-01T00:00","zone":"UTC"},"variations":[{"id":"a","weight":10000},{"id":"b","weight":0}]}]}`))
	over := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		visit Visit
		want  string
	}{
		{"no moment", Visit{Visitor: "v"}, "1 a bucketed"},
		{"over", Visit{Visitor: "v", Now: over}, "1 - schedule"},
		{"over, pinned", Visit{Visitor: "v", Now: over, Pins: []Pin{{"1", "b"}}}, "1 - schedule"},
		{"before, pinned", Visit{Visitor: "v", Now: over.Add(-1), Pins: []Pin{{"1", "b"}}}, "1 b sticky"},
		{"over, opted out", Visit{Visitor: "v", Now: over, State: ReasonOptOut}, "1 - opt-out"},
		{"over, in a preview", Visit{Visitor: "v", Now: over, Force: map[string]string{"1": "b"}}, "1 b forced"},
		{"over, a forced visitor", Visit{Visitor: "ann", Now: over}, "1 - schedule"},
		{"before, a forced visitor", Visit{Visitor: "ann", Now: over.Add(-1)}, "1 b forced"},
	} {
		if got := said(t, rules, c.visit); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
