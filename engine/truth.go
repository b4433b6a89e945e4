package engine

import (
	"slices"
	"time"
)

// truth is Kleene's: what a server cannot know is unknown, and stays so unless
// the rest decides. And is the smallest, or the largest, not the opposite.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(holds bool) truth {
	if holds {
		return yes
	}
	return no
}

// String says it in a word.
func (t truth) String() string {
	switch t {
	case yes:
		return "yes"
	case no:
		return "no"
	}
	return "unknown"
}

// holds answers a tree of conditions.
func (c *CompiledClause) holds(s *sight) truth {
	switch {
	case c.Type != "":
		return c.leaf(s)
	case c.Not != nil:
		return -c.Not.holds(s)
	case len(c.Any) > 0:
		result := no
		for i := range c.Any {
			result = max(result, c.Any[i].holds(s))
		}
		return result
	}
	return allHold(c.All, s)
}

func allHold(clauses []CompiledClause, s *sight) truth {
	result := yes
	for i := range clauses {
		result = min(result, clauses[i].holds(s))
	}
	return result
}

func (c *CompiledClause) leaf(s *sight) truth {
	f := s.facts
	switch c.Type {
	case ClauseSource:
		return c.chosen(string(s.source()))
	case ClauseDevice:
		return c.chosen(f.Device)
	case ClauseOS:
		return c.chosen(f.OS)
	case ClauseBrowser:
		return min(c.chosen(f.Browser), c.version(f.BrowserVersion))
	case ClauseVisitor:
		return c.chosen(s.visitor())
	case ClauseTimeZone:
		return c.chosen(f.TimeZone)
	case ClauseLanguage:
		return c.spoken(f.Languages)
	case ClauseViewport:
		if f.ViewportWidth == nil {
			return unknown
		}
		return c.within(float64(*f.ViewportWidth))
	case ClauseAge:
		age, known := s.age()
		if !known {
			return unknown
		}
		return c.within(float64(max(0, age/(24*time.Hour))))
	case ClauseTime:
		return c.onTime(s.now)
	case ClauseCode:
		return unknown
	}
	return c.text(s)
}

// chosen compares with what the leaf lists; "" is unknown.
func (c *CompiledClause) chosen(value string) truth {
	if value == "" {
		return unknown
	}
	return truthOf(slices.Contains(c.Choices, value))
}

func (c *CompiledClause) within(n float64) truth {
	return truthOf((c.Min == nil || *c.Min <= n) && (c.Max == nil || n < *c.Max))
}

// version is of a browser; 0 is unknown.
func (c *CompiledClause) version(n int) truth {
	if c.Min == nil && c.Max == nil {
		return yes
	}
	if n == 0 {
		return unknown
	}
	return c.within(float64(n))
}

// spoken compares as RFC 4647's basic filtering does: "de" is "de" and "de-AT".
func (c *CompiledClause) spoken(languages []string) truth {
	if languages == nil {
		return unknown
	}
	for _, language := range languages {
		n := len(*c.Value)
		if len(language) >= n && asciiLower(language[:n]) == asciiLower(*c.Value) && (len(language) == n || language[n] == '-') {
			return yes
		}
	}
	return no
}
