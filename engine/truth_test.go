package engine

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// compiledClause compiles a tree for a test.
func compiledClause(t interface{ Fatal(...any) }, c Clause) *CompiledClause {
	compiled, err := compileClause(&c)
	if err != nil {
		t.Fatal(err)
	}
	return &compiled
}

// anySight is a visit of which everything is known, and the same with some of it
// forgotten. Only code stays unknown, which no server can run.
func anySight(t *rapid.T) (full, partial sight) {
	f := anyFacts(t)
	known := Facts{
		Cookies: map[string]string{"x": "a%20%", "q": ""}, Referrer: new("https://www.google.de/"), Languages: []string{"de-AT", "en"}, Device: "phone", Browser: "safari", OS: "ios",
		BrowserVersion: 17, TimeZone: "Europe/Berlin", ViewportWidth: new(390), Created: new(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)),
		Attributes: map[string]any{"x": "12"}, DataLayer: []any{map[string]any{"x": "12"}},
	}
	at := newTarget("https://shop.example/?x=1&utm_source=a")
	full = sight{"given", &at, &known, time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)}
	forgotten := known
	if f.Cookies == nil {
		forgotten.Cookies = nil
	}
	if f.Referrer == nil {
		forgotten.Referrer = nil
	}
	if f.Languages == nil {
		forgotten.Languages = nil
	}
	if f.Attributes == nil {
		forgotten.Attributes = nil
	}
	if f.DataLayer == nil {
		forgotten.DataLayer = nil
	}
	if f.ViewportWidth == nil {
		forgotten.ViewportWidth = nil
	}
	if f.Created == nil {
		forgotten.Created = nil
	}
	forgotten.Device, forgotten.Browser, forgotten.OS, forgotten.TimeZone, forgotten.BrowserVersion = f.Device, f.Browser, f.OS, f.TimeZone, f.BrowserVersion
	partial = full
	partial.facts, partial.url, partial.now = &forgotten, maybe(t, full.url), maybe(t, full.now)
	return full, partial
}

// What a server says for sure stays so when more is known, also in a browser,
// where what is still missing is false.
func TestMoreFactsNeverContradict(t *testing.T) {
	reached := map[truth]int{}
	rapid.Check(t, func(t *rapid.T) {
		full, partial := anySight(t)
		c := compiledClause(t, anyClause(t, 0))
		guess := c.holds(&partial)
		reached[guess]++
		if got := c.holds(&full); guess != unknown && got != guess {
			t.Fatalf("with few facts %s, with all %s", guess, got)
		}
		if guess != unknown && inBrowser(c, &full) != (guess == yes) {
			t.Fatalf("on a server %s, in a browser %t", guess, !(guess == yes))
		}
	})
	for _, answer := range []truth{yes, no, unknown} {
		if reached[answer] == 0 {
			t.Errorf("no tree is %s", answer)
		}
	}
}

// Kleene's laws, and what of Boole's does not hold: a or not a may be unknown.
func TestLawsOfLogic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, s := anySight(t)
		a, b, c := anyClause(t, 1), anyClause(t, 1), anyClause(t, 1)
		is := func(c Clause) truth { return compiledClause(t, c).holds(&s) }
		not := func(c Clause) Clause { return Clause{Not: &c} }
		all := func(parts ...Clause) Clause { return Clause{All: parts} }
		any := func(parts ...Clause) Clause { return Clause{Any: parts} }
		for _, law := range []struct {
			name        string
			left, right Clause
		}{
			{"double negation", not(not(a)), a},
			{"De Morgan, all", not(all(a, b)), any(not(a), not(b))},
			{"De Morgan, any", not(any(a, b)), all(not(a), not(b))},
			{"order, all", all(a, b), all(b, a)},
			{"order, any", any(a, b), any(b, a)},
			{"nesting, all", all(a, b, c), all(a, all(b, c))},
			{"nesting, any", any(a, b, c), any(any(a, b), c)},
			{"distribution", all(a, any(b, c)), any(all(a, b), all(a, c))},
			{"absorption", any(a, all(a, b)), a},
			{"one", all(a), any(a)},
		} {
			if left, right := is(law.left), is(law.right); left != right {
				t.Fatalf("%s: %s and %s", law.name, left, right)
			}
		}
		if excluded := is(any(a, not(a))); (excluded == unknown) != (is(a) == unknown) || excluded == no {
			t.Fatalf("a or not a is %s where a is %s", excluded, is(a))
		}
	})
}

// Decide says for sure what a server was told in place of a moment.
func TestNewVisitorsByWord(t *testing.T) {
	rules, _ := clauseOf(t, []byte(`{"type":"visitor","value":"new"}`))
	for want, told := range map[string]*bool{"1 a bucketed": new(true), "1 - audience": new(false), "1 - unknown": nil} {
		if got := said(t, rules, Visit{Visitor: "v", Facts: &Facts{New: told}}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	long := time.Unix(0, 0)
	if got := said(t, rules, Visit{Visitor: "v", Now: time.Unix(9e9, 0), Facts: &Facts{New: new(true), Created: &long}}); got != "1 a bucketed" {
		t.Errorf("what was told is not believed: %s", got)
	}
}
