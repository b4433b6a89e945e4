package snippet

import (
	"fmt"
	"strings"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// What generator makes of targets: audiences over parameters, attributes,
// cookies and data layers, pages' queries, schedules; and visits to ask them.

func (g generator) audiences(p *engine.Project) {
	for i := range g.IntN(4) {
		p.Audiences = append(p.Audiences, engine.Audience{ID: fmt.Sprintf("a%d", i), When: g.clause(0)})
	}
}

func (g generator) clause(depth int) (c engine.Clause) {
	parts := func() (list []engine.Clause) {
		for range 1 + g.IntN(3) {
			list = append(list, g.clause(depth+1))
		}
		return list
	}
	switch g.IntN(4 + 2*depth) {
	case 0:
		c.All = parts()
	case 1:
		c.Any = parts()
	case 2:
		not := g.clause(depth + 1)
		c.Not = &not
	default:
		c = g.leaf(engine.ClauseType(g.one("query", "query", "attribute", "attribute", "cookie", "dataLayer", "dataLayer", "utm")))
	}
	return c
}

func (g generator) leaf(kind engine.ClauseType) engine.Clause {
	c := engine.Clause{Type: kind, Name: g.one("a", "b", "é", "a b", "constructor", "__proto__", "length", "0", "a.b", "%41")}
	switch kind {
	case engine.ClauseDataLayer:
		c.Name = g.one("a", "a.b", "a.0", "a.length", "a.b.c", "constructor.name", "é", "a.1.b")
	case engine.ClauseUTM:
		c.Name = g.one("source", "medium")
	case engine.ClauseCookie:
		c.Name = g.one("a", "b", "lk_visitor", "__proto__")
	}
	switch g.IntN(5) {
	case 0:
		c.Match = engine.Exists
	case 1:
		c.Match, c.Value = engine.Substring, new(g.one("1", "é", ".", "+", " ", "/", "%", "😀"))
	case 2:
		c.Match, c.Value = engine.Regex, new(g.one(`^\d+$`, `(?i)^É|k$`, `^$`, `a|b`, `\s`, `^[^1]*$`, `^.$`, `%`))
	case 3:
		c.Match = engine.Range
		low := float64(g.IntN(7)) - 2.5
		if g.IntN(2) == 0 {
			c.Min = &low
		}
		if high := low + 3; c.Min == nil || g.IntN(2) == 0 {
			c.Max = &high
		}
	default:
		c.Match, c.Value = engine.Exact, new(g.text())
	}
	return c
}

// text is a value, decoded; typed is how an address may have it.
func (g generator) text() string {
	return g.one("", "1", "2.5", "-1", "a", "é", "a b", "1e0", "true", "null", "%E0", "k", "+", "0x1", "1.", " 1", "😀", "[object Object]")
}

func (g generator) typed() string {
	return g.one("", "1", "2.5", "-1", "a", "é", "a+b", "a%20b", "1e0", "%31", "%E0", "%e2%84%aa", "%2B", "%", "%4", "%zz%31", "%F0%9F%98%80", "%C3%A9%E0", "1=2", "?", "%c0%80", "%ed%a0%80")
}

func (g generator) query() (text string) {
	for range g.IntN(5) {
		text += g.one("", "&", "&&") + g.one("a", "b", "%61", "é", "%C3%A9", "a+b", "constructor", "__proto__", "length", "utm_source", "utm_medium", "") + g.one("=", "=", "=", "") + g.typed() + "&"
	}
	return text
}

func (g generator) value(depth int) any {
	switch g.IntN(9 - 2*min(depth, 2)) {
	case 0:
		return float64(g.IntN(9)) / 2
	case 1:
		return g.one("true", "1e21") == "true"
	case 2:
		return nil
	case 3:
		return []float64{1e21, 1e-7, 123456789012345680000, 0.1, -0.5}[g.IntN(5)]
	case 4, 5, 6:
		return g.text()
	case 7:
		return []any{g.value(depth + 1), g.value(depth + 1)}
	default:
		return map[string]any{"b": g.value(depth + 1), "0": g.value(depth + 1), g.one("c", "é", "length"): g.value(depth + 1)}
	}
}

func (g generator) facts() *facts {
	f := &facts{Attributes: map[string]any{}, DataLayer: []any{}, Now: float64(epoch + g.IntN(5*3600))}
	for range g.IntN(4) {
		f.Attributes[g.one("a", "b", "é", "constructor", "length", "0", "a.b")] = g.value(0)
	}
	list := []any{}
	for range g.IntN(4) {
		entry := any(map[string]any{g.one("a", "a", "b", "é"): g.value(0)})
		if g.IntN(4) == 0 {
			entry = g.value(0)
		}
		list = append(list, entry)
	}
	f.DataLayer = list
	if g.IntN(4) > 0 {
		f.Cookie = "a=" + g.one("1", "2.5", "a", "%31", "%E0", "a+b", "") + g.one("", "; b=2", "; b=%C3%A9; a=3")
	}
	return f
}

// epoch is around when the schedules begin and end, in seconds since 1970.
const epoch = 1_796_112_000

func (g generator) schedule() *engine.Schedule {
	at := func() string {
		return time.Unix(int64(epoch+g.IntN(5*3600)), 0).UTC().Format("2006-01-02T15:04")
	}
	s := &engine.Schedule{Start: at(), Stop: at(), Zone: "UTC"}
	switch g.IntN(3) {
	case 0:
		s.Start = ""
	case 1:
		s.Stop = ""
	default:
		if s.Start >= s.Stop {
			s.Start, s.Stop = "2020-01-01T00:00", s.Start
		}
	}
	return s
}

// engine gives the facts as Go has them.
func (f *facts) engine() (time.Time, *engine.Facts) {
	if f == nil {
		return time.Time{}, nil
	}
	known := &engine.Facts{Attributes: f.Attributes, DataLayer: f.DataLayer, Cookies: map[string]string{}}
	for pair := range strings.SplitSeq(f.Cookie, "; ") {
		name, value, _ := strings.Cut(pair, "=")
		if _, earlier := known.Cookies[name]; !earlier && name != "" {
			known.Cookies[name] = value
		}
	}
	return time.UnixMilli(int64(f.Now * 1000)), known
}
