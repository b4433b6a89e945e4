package engine

import (
	"slices"
	"time"
)

// weekdays are the days of the clause "time", in the order of CompiledClause.Days.
var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

const dayMinutes = 24 * 60

func (c *CompiledClause) compileTime() (err error) {
	for i, day := range weekdays {
		if len(c.Clause.Days) == 0 || slices.Contains(c.Clause.Days, day) {
			c.Days |= 1 << i
		}
	}
	c.From, _ = minutes(c.Clause.From)
	if c.To = dayMinutes; c.Clause.To != "" {
		c.To, _ = minutes(c.Clause.To)
	}
	c.zone, err = zoneOf(c.Zone)
	return err
}

// minutes reads a time of day, 00:00 to 24:00.
func minutes(s string) (n int, ok bool) {
	if s == "24:00" {
		return dayMinutes, true
	}
	at, err := time.Parse("15:04", s)
	return at.Hour()*60 + at.Minute(), err == nil && len(s) == len("15:04")
}

// newFor is how long a visitor is new: the first visit, as analytics count it.
const newFor = 30 * time.Minute

// visitor is "new" or "returning", "" where it is unknown.
func (s *sight) visitor() string {
	age, known := s.age()
	isNew := age < newFor
	if s.facts.New != nil {
		known, isNew = true, *s.facts.New
	}
	switch {
	case !known:
		return ""
	case isNew:
		return "new"
	}
	return "returning"
}

// age is how long ago the visitor's cookie was made.
func (s *sight) age() (age time.Duration, known bool) {
	if s.facts.Created == nil || s.now.IsZero() {
		return 0, false
	}
	return s.now.Sub(*s.facts.Created), true
}

// onTime compares with the clock of the leaf's zone. A day's time past midnight
// is still that day's.
func (c *CompiledClause) onTime(now time.Time) truth {
	if now.IsZero() {
		return unknown
	}
	now = now.In(c.zone)
	day, minute := (int(now.Weekday())+6)%7, now.Hour()*60+now.Minute()
	in := c.From <= minute && minute < c.To
	if c.From > c.To {
		if in = minute >= c.From || minute < c.To; minute < c.To {
			day = (day + 6) % 7
		}
	}
	return truthOf(in && c.Days>>day&1 == 1)
}
