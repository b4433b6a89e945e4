package engine

import (
	"testing"
	"time"
)

// A page's query and activation, and the order of page, audience and pin.
func TestTargeting(t *testing.T) {
	rules := mustCompile(t, []byte(`
id: shop
pages:
  - {id: sale, include: [{match: simple, value: shop.example/hats}], query: [{type: query, name: sale}, {type: query, name: size, value: m}]}
  - {id: cart, include: [{match: simple, value: shop.example/cart}], activate: {on: element, selector: .cart}}
  - {id: soft, include: [{match: simple, value: shop.example/soft}], activate: {on: url}}
  - {id: call, include: [{match: simple, value: shop.example/cart}], query: [{type: query, name: x}], activate: {on: call, name: open}}
audiences:
  - {id: phone, when: {type: device, value: phone}}
  - {id: gold, when: {type: attribute, name: level, value: gold}}
experiments:
  - {id: "1", name: One, status: running, pages: [sale, soft], variations: [{id: a, weight: 10000}, {id: b, weight: 0}]}
  - {id: "2", name: Two, status: running, pages: [cart], forced: {ann: b}, variations: [{id: a, weight: 10000}, {id: b, weight: 0}]}
  - {id: "3", name: Three, status: running, audiences: [phone, gold], forced: {ann: b}, variations: [{id: a, weight: 10000}, {id: b, weight: 0}]}
  - {id: "4", name: Four, status: running, pages: [cart], audiences: [gold], variations: [{id: a, weight: 10000}]}
  - {id: "5", name: Five, status: running, pages: [call, soft], waitFor: {selector: h1}, variations: [{id: a, weight: 10000}]}
`))
	phone, desktop := &Facts{Device: "phone"}, &Facts{Device: "desktop", Attributes: map[string]any{}}
	hats, cart := "https://shop.example/hats?size=m&sale", "https://shop.example/cart"
	for _, c := range []struct {
		name  string
		visit Visit
		want  string
	}{
		{"nothing known", Visit{Visitor: "v"}, "1 a bucketed, 2 a bucketed, 3 - unknown, 4 - unknown, 5 a bucketed"},
		{"the query holds", Visit{Visitor: "v", URL: hats, Facts: phone}, "1 a bucketed, 2 - page, 3 a bucketed, 4 - page, 5 - page"},
		{"one of the query does not", Visit{Visitor: "v", URL: "https://shop.example/hats?sale&size=l", Facts: phone}, "1 - page, 2 - page, 3 a bucketed, 4 - page, 5 - page"},
		{"the address now", Visit{Visitor: "v", URL: "https://shop.example/soft"}, "1 a bucketed, 2 - page, 3 - unknown, 4 - page, 5 a bucketed"},
		{"an element that cannot be seen", Visit{Visitor: "v", URL: cart, Facts: phone}, "1 - page, 2 - unknown, 3 a bucketed, 4 - unknown, 5 - page"},
		{"a call that cannot be heard", Visit{Visitor: "v", URL: cart + "?x", Facts: phone}, "1 - page, 2 - unknown, 3 a bucketed, 4 - unknown, 5 - unknown"},
		{"the audience is surely not met", Visit{Visitor: "v", URL: cart, Facts: desktop}, "1 - page, 2 - unknown, 3 - audience, 4 - audience, 5 - page"},
		{"any audience will do", Visit{Visitor: "v", URL: cart, Facts: &Facts{Attributes: map[string]any{"level": "gold"}}}, "1 - page, 2 - unknown, 3 a bucketed, 4 - unknown, 5 - page"},
		{"one audience no, one unknown", Visit{Visitor: "v", Facts: &Facts{Device: "desktop"}}, "1 a bucketed, 2 a bucketed, 3 - unknown, 4 - unknown, 5 a bucketed"},
		{"a pin waits for page and audience", Visit{Visitor: "v", URL: hats, Pins: []Pin{{"2", "b"}, {"3", "b"}}, Facts: desktop}, "1 a bucketed, 2 - page, 3 - audience, 4 - page, 5 - page"},
		{"a pin in the audience", Visit{Visitor: "v", URL: hats, Pins: []Pin{{"3", "b"}}, Facts: phone}, "1 a bucketed, 2 - page, 3 b sticky, 4 - page, 5 - page"},
		{"forced visitors need no audience, but their page", Visit{Visitor: "ann", URL: hats, Facts: desktop}, "1 a bucketed, 2 - page, 3 b forced, 4 - page, 5 - page"},
		{"forced visitors, the page unknown", Visit{Visitor: "ann", URL: cart, State: ReasonOptOut, Facts: desktop}, "1 - opt-out, 2 - unknown, 3 b forced, 4 - opt-out, 5 - opt-out"},
	} {
		if got := said(t, rules, c.visit); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Deciding audiences allocates nothing either, where no text must be decoded.
func TestAudiencesAllocateNothing(t *testing.T) {
	rules, _ := clauseOf(t, []byte(`{"all":[{"type":"query","name":"size","value":"m"},{"type":"cookie","name":"a","match":"regex","value":"^b"},{"type":"attribute","name":"n","match":"substring","value":"l"},
		{"type":"source","value":"search"},{"type":"language","value":"de"},{"type":"time","zone":"Europe/Berlin","days":["sun"]},{"type":"utm","name":"term"},{"type":"viewport","min":1}]}`))
	v := shopper
	v.URL, v.Now = "https://www.shop.example/hats?size=m&utm_term", time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	v.Facts = &Facts{
		Cookies: map[string]string{"a": "bc"}, Attributes: map[string]any{"n": "gold"}, Referrer: new("https://www.google.com/"), Languages: []string{"de-AT"}, ViewportWidth: new(390),
	}
	if got := said(t, rules, v); got != "1 a sticky" {
		t.Fatal(got)
	}
	if got := testing.AllocsPerRun(100, func() {
		if _, err := rules.Decide(v); err != nil {
			t.Fatal(err)
		}
	}); got != 1 {
		t.Errorf("%v allocations, want 1", got)
	}
}
