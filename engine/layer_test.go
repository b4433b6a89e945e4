package engine

import (
	"fmt"
	"testing"
)

// running is a project of running experiments "id: name", one variation each.
func running(t testing.TB, rest string, experiments ...[2]string) *Rules {
	t.Helper()
	text := "id: shop\n" + rest + "\nexperiments:\n"
	for _, e := range experiments {
		text += fmt.Sprintf("  - {id: %q, name: %q, status: running, variations: [{id: a, weight: 10000}]}\n", e[0], e[1])
	}
	return mustCompile(t, []byte(text))
}

// Both kinds of visitor of a scope that has its holdout alone.
func TestHoldoutAlone(t *testing.T) {
	for scope, rest := range map[string]string{"[ME]": "lane", "[Group_A]": "lane"} {
		rules := running(t, "holdoutShare: 3000", [2]string{"1", scope + " holdout"}, [2]string{"2", "free"})
		held := visitorWhere(t, func(v string) bool { return Bucket(v, "shop"+scope+"1") < 3000 })
		others := visitorWhere(t, func(v string) bool { return Bucket(v, "shop"+scope+"1") >= 3000 })
		if got := said(t, rules, Visit{Visitor: held}); got != "1 a bucketed, 2 a bucketed" {
			t.Errorf("%s: held: %s", scope, got)
		}
		if got := said(t, rules, Visit{Visitor: others}); got != "1 - "+rest+", 2 a bucketed" {
			t.Errorf("%s: others: %s", scope, got)
		}
	}
}

// The share ends where it says: the last bucket inside, the first outside.
func TestEdgesOfShares(t *testing.T) {
	in := visitorWhere(t, func(v string) bool { return Bucket(v, "shop[ME]1") == 299 })
	out := visitorWhere(t, func(v string) bool { return Bucket(v, "shop[ME]1") == 300 })
	rules := running(t, "holdoutShare: 300", [2]string{"1", "[ME] holdout"})
	if a, b := said(t, rules, Visit{Visitor: in}), said(t, rules, Visit{Visitor: out}); a != "1 a bucketed" || b != "1 - lane" {
		t.Errorf("holdout: %s and %s", a, b)
	}
	in = visitorWhere(t, func(v string) bool { return Bucket(v, "t/1") == 299 })
	out = visitorWhere(t, func(v string) bool { return Bucket(v, "t/1") == 300 })
	rules = mustCompile(t, []byte(`{"id":"shop","experiments":[{"id":"1","name":"x","status":"running","traffic":300,"variations":[{"id":"a","weight":10000}]}]}`))
	if a, b := said(t, rules, Visit{Visitor: in}), said(t, rules, Visit{Visitor: out}); a != "1 a bucketed" || b != "1 - traffic" {
		t.Errorf("traffic: %s and %s", a, b)
	}
	in = visitorWhere(t, func(v string) bool { return Bucket(v, "e/1") == 299 })
	out = visitorWhere(t, func(v string) bool { return Bucket(v, "e/1") == 300 })
	rules = mustCompile(t, []byte(`{"id":"shop","experiments":[{"id":"1","name":"x","status":"running","variations":[{"id":"z","weight":0},{"id":"a","weight":300},{"id":"b","weight":9700}]}]}`))
	if a, b := said(t, rules, Visit{Visitor: in}), said(t, rules, Visit{Visitor: out}); a != "1 a bucketed" || b != "1 b bucketed" {
		t.Errorf("weights: %s and %s", a, b)
	}
}

// A group's holdout beside [ME] holds back its share of those that reach the
// group; whom [ME] has, it never meets.
func TestGroupHoldoutBesideME(t *testing.T) {
	rules := running(t, "", [2]string{"1", "[ME] one"}, [2]string{"2", "[Group_A] two"}, [2]string{"3", "[Group_A] holdout"}, [2]string{"4", "[Group_B] holdout"})
	group := func(v string) bool { return Ticket(v, "shop[ME]2") > Ticket(v, "shop[ME]1") }
	held := func(v, tag, id string) bool { return Bucket(v, "shop"+tag+id) < 500 }
	for _, c := range []struct {
		group, a, b bool
		want        string
	}{
		{true, true, false, "1 - lane, 2 - holdout, 3 a bucketed, 4 - lane"},
		{true, false, false, "1 - lane, 2 a bucketed, 3 - lane, 4 - lane"},
		{true, true, true, "1 - lane, 2 - holdout, 3 a bucketed, 4 a bucketed"},
		{false, true, true, "1 a bucketed, 2 - lane, 3 - lane, 4 - lane"},
	} {
		v := visitorWhere(t, func(v string) bool {
			return group(v) == c.group && held(v, "[Group_A]", "3") == c.a && held(v, "[Group_B]", "4") == c.b
		})
		if got := said(t, rules, Visit{Visitor: v}); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// The [ME] holdout holds back every experiment with a scope, and names itself.
func TestMEHoldoutHoldsGroups(t *testing.T) {
	rules := running(t, "", [2]string{"1", "[ME] holdout"}, [2]string{"2", "[Group_A] two"}, [2]string{"3", "[Group_A] holdout"}, [2]string{"4", "free"}, [2]string{"5", "[ME] five"})
	v := visitorWhere(t, func(v string) bool { return Bucket(v, "shop[ME]1") < 500 })
	if got, want := said(t, rules, Visit{Visitor: v}), "1 a bucketed, 2 - holdout, 3 - holdout, 4 a bucketed, 5 - holdout"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := said(t, rules, Visit{Visitor: v, Pins: []Pin{{"2", "a"}}}), "1 - lane, 2 a sticky, 3 - lane, 4 a bucketed, 5 - lane"; got != want {
		t.Errorf("pinned to two: %s, want %s", got, want)
	}
	v = visitorWhere(t, func(v string) bool { return Bucket(v, "shop[ME]1") >= 500 })
	if got, want := said(t, rules, Visit{Visitor: v, Pins: []Pin{{"1", "a"}}}), "1 a sticky, 2 - holdout, 3 - holdout, 4 a bucketed, 5 - holdout"; got != want {
		t.Errorf("pinned to the holdout: %s, want %s", got, want)
	}
}

// Groups are told apart by code point, whatever plane, case or form.
func TestGroupsByCodePoint(t *testing.T) {
	names := []string{"A", "a", "А", "𝒳", "🧪", "1", "_", "é"}
	var experiments [][2]string
	for i, group := range names {
		experiments = append(experiments, [2]string{fmt.Sprint(i), "[Group_" + group + "][ME] x"})
	}
	rules := running(t, "", experiments...)
	if len(rules.layers) != len(names) {
		t.Errorf("%d layers, want %d", len(rules.layers), len(names))
	}
	for i, group := range names {
		if rules.Experiments[i].Scope != "[Group_"+group+"]" || rules.Experiments[i].Role != Exclusive {
			t.Errorf("experiment %d has the scope %s", i, rules.Experiments[i].Scope)
		}
	}
	if got, want := said(t, rules, Visit{Visitor: "v"}), "0 a bucketed, 1 a bucketed, 2 a bucketed, 3 a bucketed, 4 a bucketed, 5 a bucketed, 6 a bucketed, 7 a bucketed"; got != want {
		t.Errorf("groups exclude each other: %s", got)
	}
}

// Of two pins for one experiment the last counts, for its place and variation.
func TestPins(t *testing.T) {
	rules := mustCompile(t, []byte(`
id: shop
experiments:
  - {id: "1", name: "[ME] 1", status: running, variations: [{id: a, weight: 5000}, {id: b, weight: 5000}]}
  - {id: "2", name: "[ME] 2", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "[Group_A] 3", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "4", name: "free", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "5", name: "[ME] 5", status: paused, variations: [{id: a, weight: 10000}]}
`))
	one := visitorWhere(t, func(v string) bool {
		return Ticket(v, "shop[ME]1") > max(Ticket(v, "shop[ME]2"), Ticket(v, "shop[ME]3")) && Bucket(v, "e/1") < 5000
	})
	for _, c := range []struct {
		pins []Pin
		want string
	}{
		{nil, "1 a bucketed, 2 - lane, 3 - lane, 4 a bucketed"},
		{[]Pin{{"1", "a"}, {"2", "a"}}, "1 - lane, 2 a sticky, 3 - lane, 4 a bucketed"},
		{[]Pin{{"2", "a"}, {"1", "b"}}, "1 b sticky, 2 - lane, 3 - lane, 4 a bucketed"},
		{[]Pin{{"2", "a"}, {"1", "b"}, {"2", "a"}}, "1 - lane, 2 a sticky, 3 - lane, 4 a bucketed"},
		{[]Pin{{"1", "a"}, {"1", "b"}}, "1 b sticky, 2 - lane, 3 - lane, 4 a bucketed"},
		{[]Pin{{"2", "a"}, {"2", "gone"}}, "1 a bucketed, 2 - lane, 3 - lane, 4 a bucketed"},
		{[]Pin{{"2", "a"}, {"5", "a"}, {"9", "a"}, {"4", "a"}}, "1 - lane, 2 a sticky, 3 - lane, 4 a sticky"},
		{[]Pin{{"2", "a"}, {"3", "a"}}, "1 - lane, 2 - lane, 3 a sticky, 4 a bucketed"},
		{[]Pin{{"3", "a"}, {"2", "a"}}, "1 - lane, 2 a sticky, 3 - lane, 4 a bucketed"},
	} {
		if got := said(t, rules, Visit{Visitor: one, Pins: c.pins}); got != c.want {
			t.Errorf("%v: %s, want %s", c.pins, got, c.want)
		}
	}
}
