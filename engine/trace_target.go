package engine

import (
	"strings"
	"time"
)

func (t *ExperimentTrace) schedule(e *Rule, now time.Time, in bool) bool {
	if t == nil || e.Schedule == nil {
		return in
	}
	var ends []string
	if s := e.Schedule; s.Start != "" {
		ends = append(ends, "from "+s.Start)
	}
	if s := e.Schedule; s.Stop != "" {
		ends = append(ends, "until "+s.Stop)
	}
	what := "It runs " + strings.Join(ends, " ") + " in " + e.Schedule.Zone
	if now.IsZero() {
		t.add("schedule", in, "%s; no time was given, so that counts as now.", what)
	} else {
		t.add("schedule", in, "%s, and it is %s there.", what, e.localTime(now))
	}
	return in
}

// localTime is what the clocks of the schedule's zone show.
func (e *Rule) localTime(now time.Time) string {
	zone, err := zoneOf(e.Schedule.Zone)
	if err != nil { // Compile found it
		zone = time.UTC
	}
	return now.In(zone).Format(localTime)
}

func (t *ExperimentTrace) page(e *Rule, url string, active truth) truth {
	if t == nil {
		return active
	}
	on := strings.Join(e.Pages, ", ")
	switch {
	case len(e.Pages) == 0:
		t.add("page", true, "It has no pages, so it runs everywhere.")
	case url == "":
		t.add("page", true, "No address was given, so every page counts as matched.")
	case active == yes:
		t.add("page", true, "The address is on one of its pages: %s.", on)
	case active == unknown:
		t.add("page", false, "The address is on one of its pages, but the server cannot know whether it is active: %s.", on)
	default:
		t.add("page", false, "The address is on none of its pages: %s.", on)
	}
	return active
}

func (t *ExperimentTrace) audience(r *Rules, e *Rule, s *sight, in truth) truth {
	if t == nil || len(e.InAudiences) == 0 {
		return in
	}
	var each []string
	for i, at := range e.InAudiences {
		when := &r.Audiences[at].When
		each = append(each, e.Audiences[i]+": "+when.holds(s).String()+", as "+when.words(s))
	}
	t.add("audience", in == yes, "One of its audiences must have the visitor. %s.", strings.Join(each, "; "))
	return in
}

// words say the answers of a tree: "all of (device: yes, age: no)".
func (c *CompiledClause) words(s *sight) string {
	list := func(parts []CompiledClause) string {
		var words []string
		for i := range parts {
			words = append(words, parts[i].words(s))
		}
		return " of (" + strings.Join(words, ", ") + ")"
	}
	switch {
	case c.Not != nil:
		return "not (" + c.Not.words(s) + ")"
	case len(c.All) > 0:
		return "all" + list(c.All)
	case len(c.Any) > 0:
		return "any" + list(c.Any)
	}
	what := string(c.Type)
	if c.Name != "" {
		what += " " + c.Name
	}
	return what + ": " + c.holds(s).String()
}

// wait is no condition: it delays what is shown.
func (t *ExperimentTrace) wait(e *Rule) {
	switch {
	case t == nil || e.WaitFor == nil:
	case e.WaitFor.Selector != "":
		t.add("wait", true, "In the page, nothing is shown before there is an element %s.", e.WaitFor.Selector)
	default:
		t.add("wait", true, "In the page, nothing is shown before its condition holds.")
	}
}
