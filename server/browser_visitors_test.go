//go:build browser

package server_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
)

// tabs is how many visitors are at the demo at the same time.
const tabs = 2

// report is what a visitor of the demo's shop finds on the page.
type report struct {
	Address   string
	Cookie    string
	Visitor   string
	Revision  uint64
	Decisions decisions
	Changed   map[string]bool // experiments whose change is seen
}

// reportJS looks at the page itself for what each experiment's change does.
const reportJS = `(() => {
	const $ = (selector) => document.querySelector(selector);
	const css = (selector, property) => getComputedStyle($(selector)).getPropertyValue(property).trim();
	const heart = $(".save");
	heart.click();
	const pressed = heart.getAttribute("aria-pressed") === "true";
	return {
		address: location.href, cookie: document.cookie,
		visitor: lanekeeper.get("visitor"), revision: lanekeeper.get("revision"), decisions: lanekeeper.get("decisions"),
		changed: {
			1: $("#hero-title").textContent === "For the slow walk home." && css(".hero", "--sun") === "#f4e3b2",
			2: css(".product .picture", "aspect-ratio") === "16 / 10",
			3: css(".shop", "--button-radius") === "99px",
			4: false,
			5: $("#ribbon").textContent.startsWith("Order ") && css("#ribbon", "background-color") === "rgb(242, 193, 78)",
			6: $("#reviews").nextElementSibling === $("#hats") && css("#reviews", "background-color") === "rgb(43, 58, 74)",
			7: false,
			8: pressed && css(".save", "display") === "grid",
			9: document.querySelectorAll(".instalments").length === 6 && $(".instalments").textContent === "or 3 × €29.67",
		},
	};
})()`

func (b *tab) report() report {
	b.t.Helper()
	return evaluate[report](b, reportJS)
}

// visitors mints ids that are the same in every run.
func visitors(n int, seed uint64) (ids []string) {
	r := rand.New(rand.NewPCG(seed, 2026))
	for range n {
		ids = append(ids, fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()))
	}
	return ids
}

const created = 1_790_000_000 // seconds since 1970

func visitorCookie(address, id string) *network.CookieParam {
	return cookie(address, "lk_visitor", cookies.Visitor{ID: id, Created: created}.String())
}

// check compares what a visitor found with what Go says, given the cookies
// before, and says what the cookies have to be now.
func (r report) check(t *testing.T, rules *engine.Rules, before string) {
	t.Helper()
	want, bucketCookie := expected(t, rules, before, r.Address)
	if r.Decisions.String() != want.String() {
		t.Errorf("visitor %s with %q:\nthe page has %v\nGo has       %v", r.Visitor, before, r.Decisions, want)
	}
	for experiment, changed := range r.Changed {
		d := want[experiment]
		if variation := experiment + "b"; changed != (d.in() && *d.Variation == variation) {
			t.Errorf("visitor %s: %s is on the page: %t; the decision is %v", r.Visitor, variation, changed, d)
		}
	}
	if pairs := conflicts(rules, func(e string) bool { return r.Decisions[e].in() }); len(pairs) > 0 {
		t.Errorf("visitor %s is in two that exclude each other: %s", r.Visitor, strings.Join(pairs, "; "))
	}
	visitor, _ := cookies.Read(before, cookies.Names{Project: "demo"})
	has := map[string]bool{}
	for pair := range strings.SplitSeq(r.Cookie, "; ") {
		has[pair] = true
	}
	if len(has) != 3 || !has["lk_day=1"] || !has["lk_visitor="+visitor.String()] || !has["lk_buckets.demo="+bucketCookie] {
		t.Errorf("visitor %s: the cookies are %q, want lk_day=1, lk_visitor=%s and lk_buckets.demo=%s", r.Visitor, r.Cookie, visitor, bucketCookie)
	}
	if r.Visitor != visitor.ID || r.Revision == 0 {
		t.Errorf("the page knows visitor %q and revision %d, want %s", r.Visitor, r.Revision, visitor.ID)
	}
}

// TestBrowserVisitors: several hundred visitors, some of them pinned before, as
// Go decides them; and the same after a reload.
func TestBrowserVisitors(t *testing.T) {
	t.Parallel()
	const number = 300
	d := startDemo(t)
	rules := d.rules()
	ids := visitors(number, 1)
	seen := make([]map[string]bool, tabs) // of variations met, by tab
	t.Run("all", func(t *testing.T) {
		for n := range tabs {
			seen[n] = map[string]bool{}
			t.Run(strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				b := newTab(t)
				for i := n; i < number; i += tabs {
					pins := pinsOf(i, rules)
					before := "lk_visitor=" + cookies.Visitor{ID: ids[i], Created: created}.String()
					jar := []*network.CookieParam{visitorCookie(d.shop(), ids[i])}
					if pins != "" {
						before += "; lk_buckets.demo=" + pins
						jar = append(jar, cookie(d.shop(), "lk_buckets.demo", pins))
					}
					b.become(d.shop(), jar...)
					b.open(d.shop())
					first := b.report()
					first.check(t, rules, before)
					for _, is := range first.Decisions {
						if is.in() {
							seen[n][*is.Variation] = true
						}
					}
					if i/tabs%2 == 0 { // every second one, as page views are what takes the time here
						b.stays(rules, first)
					}
				}
				b.silent("the shop")
			})
		}
	})
	for _, e := range rules.Experiments {
		for _, v := range e.Variations {
			if !seen[0][v.ID] && !seen[1][v.ID] {
				t.Errorf("nobody met variation %s, so nothing was tried on it", v.ID)
			}
		}
	}
}

// stays demands that after a reload everything is as it was first.
func (b *tab) stays(rules *engine.Rules, first report) {
	b.t.Helper()
	b.reload()
	again := b.report()
	again.check(b.t, rules, first.Cookie)
	for id, one := range first.Decisions {
		two := again.Decisions[id]
		if one.in() && (!two.in() || *two.Variation != *one.Variation || two.Reason != "sticky") || !one.in() && two != one {
			b.t.Errorf("visitor %s, experiment %s: %v, and after a reload %v", first.Visitor, id, one, two)
		}
	}
}

// pinsOf is the bucket cookie of the visitor before: for two of three none or
// some that can be, for one of three also such as never were or exclude each other.
func pinsOf(i int, rules *engine.Rules) string {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	var pins []cookies.Pin
	for range i % 3 * r.IntN(3) {
		e := rules.Experiments[r.IntN(len(rules.Experiments))]
		pins = append(pins, cookies.Pin{Experiment: e.ID, Variation: e.Variations[r.IntN(len(e.Variations))].ID})
	}
	if i%3 == 2 {
		pins = append(pins, cookies.Pin{Experiment: "77", Variation: "77b"}, cookies.Pin{Experiment: "3", Variation: "gone"})
		r.Shuffle(len(pins), func(a, b int) { pins[a], pins[b] = pins[b], pins[a] })
	}
	if len(pins) == 0 {
		return ""
	}
	return cookies.Buckets(pins, func(string) bool { return true })
}
