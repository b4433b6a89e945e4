//go:build browser

package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
)

// person is somebody who comes back: what the browser keeps of them.
type person struct {
	id   string
	jar  string    // document.cookie after the last visit
	last decisions // of the last visit
}

// TestBrowserChanges: the same visitors come again and again, while somebody
// steers the experiments. Who is in one that goes on stays there.
func TestBrowserChanges(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	// A page of the site owner's, at an address where all experiments run.
	address := site(t, map[string]string{"/demo/": document(d.tag(), "<h1>A page</h1>")}) + "/demo/"
	b := newTab(t)

	visit := func(rules *engine.Rules, who *person) decisions {
		t.Helper()
		if who.jar == "" {
			who.jar = "lk_visitor=" + cookies.Visitor{ID: who.id, Created: created}.String()
		}
		var jar []*network.CookieParam
		for pair := range strings.SplitSeq(who.jar, "; ") {
			name, value, _ := strings.Cut(pair, "=")
			jar = append(jar, cookie(address, name, value))
		}
		b.become(address, jar...)
		b.open(address)
		got := evaluate[struct {
			Cookie    string
			Decisions decisions
		}](b, `({ cookie: document.cookie, decisions: lanekeeper.get("decisions") })`)
		want, bucketCookie := expected(t, rules, who.jar, address)
		if got.Decisions.String() != want.String() {
			t.Errorf("visitor %s with %q:\nthe page has %v\nGo has       %v", who.id, who.jar, got.Decisions, want)
		}
		if !slices.Contains(strings.Split(got.Cookie, "; "), "lk_buckets.demo="+bucketCookie) {
			t.Errorf("visitor %s: the cookies are %q, want %s", who.id, got.Cookie, bucketCookie)
		}
		if pairs := conflicts(rules, func(e string) bool { return got.Decisions[e].in() }); len(pairs) > 0 {
			t.Errorf("visitor %s is in two that exclude each other: %s", who.id, strings.Join(pairs, "; "))
		}
		who.jar = got.Cookie
		return got.Decisions
	}

	people := crowd(t, d)
	come := func(what string) {
		t.Helper()
		rules := d.rules()
		for _, who := range people {
			now := visit(rules, who)
			for id, before := range who.last {
				after, runs := now[id]
				if before.in() && runs && (!after.in() || *after.Variation != *before.Variation || after.Reason != "sticky") {
					t.Errorf("%s: visitor %s was in %s and is moved to %v", what, who.id, *before.Variation, after)
				}
			}
			for _, holdout := range []string{"4", "7"} {
				if who.last[holdout].in() && !now[holdout].in() {
					t.Errorf("%s: the holdout %s loses visitor %s: %v", what, holdout, who.id, now)
				}
			}
			who.last = now
		}
	}
	in := func(experiment string) (ids []string) {
		for _, who := range people {
			if who.last[experiment].in() {
				ids = append(ids, who.id)
			}
		}
		return ids
	}
	moved := func(experiment string, from []string) (n int) {
		for _, who := range people {
			if slices.Contains(from, who.id) && who.last[experiment].in() {
				n++
			}
		}
		return n
	}

	come("the first visit")
	held := in("4")

	d.act("3", "end")
	come("the untagged experiment 3 has ended")
	if len(in("3")) > 0 {
		t.Error("an experiment that has ended is met")
	}

	ones := in("1")
	d.act("1", "end")
	come("the exclusive experiment 1 has ended")
	if len(in("1")) > 0 || moved("2", ones) == 0 || moved("5", ones)+moved("6", ones)+moved("7", ones)+moved("8", ones) == 0 {
		t.Error("the visitors of an exclusive experiment that has ended were not shared out anew")
	}

	d.call("POST", "/experiments", `{"id": "10", "name": "[ME] Experiment 10", "variations": [{"id": "10a", "weight": 5000},
		{"id": "10b", "weight": 5000, "changes": [{"type": "css", "code": "h1 { color: red }"}]}]}`, nil)
	d.act("10", "start")
	pinned := len(people)
	for _, id := range visitors(12, 11) {
		people = append(people, &person{id: id})
	}
	come("the exclusive experiment 10 has started")
	if tens := in("10"); len(tens) == 0 || moved("10", idsOf(people[:pinned])) > 0 {
		t.Errorf("the new experiment has the visitors %v; it must win some of the new ones, and nobody who was pinned", tens)
	}

	twos := in("2")
	d.act("2", "pause")
	come("the exclusive experiment 2 is paused")
	if len(in("2")) > 0 || moved("5", twos)+moved("6", twos)+moved("10", twos) == 0 {
		t.Error("the visitors of a paused experiment were not shared out")
	}
	d.act("2", "start")
	come("the exclusive experiment 2 goes on")
	if moved("2", twos) > 0 {
		t.Error("visitors left the experiment that they had met later")
	}
	if got := in("4"); !slices.Equal(got, held) && !slices.Equal(got[:len(held)], held) {
		t.Errorf("the holdout held %v and now holds %v", held, got)
	}

	// Paused and resumed before anybody came: nothing has happened to them.
	d.act("10", "pause")
	d.act("10", "start")
	come("the exclusive experiment 10 was paused for a moment")
}

// crowd is some fifty new visitors, several in every experiment and holdout.
func crowd(t *testing.T, d *origin) (people []*person) {
	rules, members := d.rules(), map[string]int{}
	for _, id := range visitors(2000, 5) {
		all, _ := expected(t, rules, "lk_visitor="+cookies.Visitor{ID: id, Created: created}.String(), d.shop())
		wanted := false
		for _, e := range rules.Experiments {
			wanted = wanted || e.Scope != "" && all[e.ID].in() && members[e.ID] < 7
		}
		if !wanted {
			continue
		}
		for e, is := range all {
			if is.in() {
				members[e]++
			}
		}
		people = append(people, &person{id: id})
	}
	if len(people) < 45 {
		t.Fatalf("only %d visitors were found", len(people))
	}
	return people
}

func idsOf(people []*person) (ids []string) {
	for _, who := range people {
		ids = append(ids, who.id)
	}
	return ids
}
