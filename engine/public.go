package engine

import (
	"slices"
	"time"
)

// Within are the rules for a file that visitors have from now on: without the
// experiments that are over, and without those that start later than ahead
// after now, as if they did not run. They hold until the moment that it returns
// as well, which is zero where they hold for good.
//
// What starts within ahead stays in, so that caches have the file when it
// starts; the rules still know the moment, and decide by it.
func (r *Rules) Within(now time.Time, ahead time.Duration) (*Rules, time.Time, error) {
	var until time.Time
	out := map[string]bool{}
	for i := range r.Experiments {
		e := &r.Experiments[i]
		shows, stops := time.Unix(e.Start, 0).Add(-ahead), time.Unix(e.Stop, 0)
		next := time.Time{}
		switch {
		case e.Stop != 0 && !now.Before(stops):
			out[e.ID] = true
		case e.Start != 0 && now.Before(shows):
			out[e.ID] = true
			next = shows
		case e.Stop != 0:
			next = stops
		}
		if !next.IsZero() && (until.IsZero() || next.Before(until)) {
			until = next
		}
	}
	if len(out) == 0 {
		return r, until, nil
	}
	p := *r.Project
	p.Experiments = slices.Clone(p.Experiments)
	for i := range p.Experiments {
		if out[p.Experiments[i].ID] {
			p.Experiments[i].Status = Draft
		}
	}
	within, err := Compile(&p)
	return within, until, err
}
