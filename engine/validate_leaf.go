package engine

import (
	"math"
	"regexp"
	"slices"
)

// languageTag is BCP 47's, as far as it says what may stand where.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$`)

// textLeaf checks a leaf that compares text. A referrer is an address, and has
// the matches of one.
func (v *validator) textLeaf(path string, c *Clause) {
	if c.Type == ClauseUTM && c.Name != "" {
		v.oneOf(path+".name", c.Name, utmFields...)
	}
	matches := []string{string(Exists), string(Exact), string(Substring), string(Regex), string(Range)}
	if c.Type == ClauseReferrer {
		matches = []string{string(Exists), string(Simple), string(Exact), string(Substring), string(Regex)}
	}
	match := c.matching()
	if !v.oneOf(path+".match", string(match), matches...) {
		return
	}
	if match == Exists || match == Range {
		if c.Value != nil {
			v.add(path+".value", "unknown-field", "A condition that matches by %s has no value.", match)
		}
	} else if c.Value == nil {
		v.add(path+".value", "required", "A condition that matches by %s needs this field.", match)
	} else if fault := c.matchFault(); fault != "" {
		v.add(path+".value", "condition", "%s", fault)
	}
	switch {
	case match == Range && c.Min == nil && c.Max == nil:
		v.add(path+".min", "required", "A range needs min, max, or both.")
	case match != Range && c.Type != ClauseReferrer && (c.Min != nil || c.Max != nil):
		v.add(path+".match", "choice", "Only a range has min and max.")
	}
	v.bounds(path, c, false)
}

// matchFault is what is wrong with a text leaf's value, "" if nothing is.
func (c *Clause) matchFault() (fault string) {
	if c.Type == ClauseReferrer {
		_, fault = c.addressMatcher()
	} else {
		_, fault = c.textMatcher()
	}
	return fault
}

// bounds checks min and max; whole ones count something, so they are not
// negative.
func (v *validator) bounds(path string, c *Clause, whole bool) {
	for _, bound := range []struct {
		name  string
		value *float64
	}{{"min", c.Min}, {"max", c.Max}} {
		if n := bound.value; whole && n != nil && (*n < 0 || *n != math.Trunc(*n)) {
			v.add(path+"."+bound.name, "range", "It is a whole number, not below 0.")
		}
	}
	if c.Min != nil && c.Max != nil && *c.Min >= *c.Max {
		v.add(path+".max", "range", "It goes from min up to, but without, max; nothing is in between.")
	}
}

func (v *validator) timeLeaf(path string, c *Clause) {
	if c.Zone != "" {
		v.zone(path+".zone", c.Zone)
	}
	if c.Days == nil && c.From == "" && c.To == "" {
		v.add(path+".days", "required", "It needs days, from or to.")
	}
	for i, day := range c.Days {
		if at := element(path+".days", i); v.oneOf(at, day, weekdays...) && slices.Contains(c.Days[:i], day) {
			v.add(at, "duplicate", "The day %s stands here twice.", day)
		}
	}
	from, to := 0, dayMinutes
	good := true
	for _, end := range []struct {
		name, text string
		at         *int
	}{{"from", c.From, &from}, {"to", c.To, &to}} {
		if end.text == "" {
			continue
		}
		n, ok := minutes(end.text)
		if *end.at = n; !ok || end.name == "from" && n == dayMinutes {
			v.add(path+"."+end.name, "format", "It is a time of day such as 09:00.")
			good = false
		}
	}
	if good && from == to {
		v.add(path+".to", "range", "It ends when it begins; leave out from and to for whole days.")
	}
}

func (v *validator) zone(path, name string) {
	if _, err := zoneOf(name); err != nil {
		v.add(path, "format", "%s", err)
	}
}
