package engine

import (
	"slices"
	"strings"
	"testing"
)

const slotProject = `
groups:
  - {id: g, sticky: STICKY, slots: [{share: 3000, experiments: ["1"], visitors: [ann]}, {share: 3000, experiments: ["2", "3"], visitors: [ann, bob]}, {share: 1000, experiments: []}]}
`

func slotRules(t *testing.T, sticky string) *Rules {
	return running(t, strings.Replace(slotProject, "STICKY", sticky, 1),
		[2]string{"1", "one"}, [2]string{"2", "two"}, [2]string{"3", "three"}, [2]string{"4", "[ME] four"}, [2]string{"5", "free"})
}

func inSlot(t *testing.T, from, to int) string {
	return visitorWhere(t, func(v string) bool { b := Bucket(v, "g/g"); return from <= b && b < to })
}

func TestSlots(t *testing.T) {
	const rest = ", 4 a bucketed, 5 a bucketed"
	first, second, empty, unused := inSlot(t, 2999, 3000), inSlot(t, 3000, 3001), inSlot(t, 6000, 7000), inSlot(t, 7000, 7001)
	one, two, nobody := "1 a bucketed, 2 - slot, 3 - slot"+rest, "1 - slot, 2 a bucketed, 3 a bucketed"+rest, "1 - slot, 2 - slot, 3 - slot"+rest
	for _, c := range []struct {
		name, visitor, keep, rebucket string
		pins                          []Pin
	}{
		{"first slot", first, one, one, nil},
		{"second slot", second, two, two, nil},
		{"empty slot", empty, nobody, nobody, nil},
		{"unused rest", unused, nobody, nobody, nil},
		{"named in two slots", "ann", one, one, nil},
		{"named", "bob", two, two, nil},
		{"named, pinned elsewhere", "bob", two, two, []Pin{{"1", "a"}}},
		{"pinned elsewhere", first, "1 - slot, 2 a sticky, 3 a bucketed" + rest, one, []Pin{{"2", "a"}}},
		{"pinned, in the unused rest", unused, "1 a sticky, 2 - slot, 3 - slot" + rest, nobody, []Pin{{"1", "a"}}},
		{"newest pin of the members", first, "1 - slot, 2 a bucketed, 3 a sticky" + rest, "1 a sticky, 2 - slot, 3 - slot" + rest, []Pin{{"1", "a"}, {"3", "a"}}},
		{"newest pin in the bucket's slot", second, "1 - slot, 2 a bucketed, 3 a sticky" + rest, "1 - slot, 2 a bucketed, 3 a sticky" + rest, []Pin{{"1", "a"}, {"3", "a"}}},
		{"a pin on no member", first, "1 a bucketed, 2 - slot, 3 - slot, 4 a bucketed, 5 a sticky", "1 a bucketed, 2 - slot, 3 - slot, 4 a bucketed, 5 a sticky", []Pin{{"5", "a"}}},
	} {
		if got := said(t, slotRules(t, "keep"), Visit{Visitor: c.visitor, Pins: c.pins}); got != c.keep {
			t.Errorf("%s, keep: %s, want %s", c.name, got, c.keep)
		}
		if got := said(t, slotRules(t, "rebucket"), Visit{Visitor: c.visitor, Pins: c.pins}); got != c.rebucket {
			t.Errorf("%s, rebucket: %s, want %s", c.name, got, c.rebucket)
		}
	}
}

// A pin that a group which rebuckets makes invalid is not valid anywhere: not
// in a tag layer, not in another group, not against a holdout group.
func TestRebucketedPinsAreNotValidAnywhere(t *testing.T) {
	rules := func(sticky string) *Rules {
		return running(t, `
groups:
  - {id: k, slots: [{share: 10000, experiments: ["2"]}, {share: 0, experiments: ["1"]}]}
  - {id: g, sticky: `+sticky+`, slots: [{share: 5000, experiments: ["1"]}]}
holdouts: [{id: h, share: 10000, experiments: ["1"]}]`, [2]string{"1", "[ME] one"}, [2]string{"2", "[ME] two"})
	}
	v := visitorWhere(t, func(v string) bool {
		return Bucket(v, "g/g") >= 5000 && Ticket(v, "shop[ME]1") < Ticket(v, "shop[ME]2")
	})
	pins := []Pin{{"2", "a"}, {"1", "a"}}
	if got, want := said(t, rules("keep"), Visit{Visitor: v, Pins: pins}), "1 a sticky, 2 - lane"; got != want {
		t.Errorf("keep: %s, want %s", got, want)
	}
	if got, want := said(t, rules("rebucket"), Visit{Visitor: v, Pins: pins}), "1 - lane, 2 a sticky"; got != want {
		t.Errorf("rebucket: %s, want %s", got, want)
	}
	if got, want := said(t, rules("rebucket"), Visit{Visitor: v, Pins: pins[1:]}), "1 - lane, 2 a bucketed"; got != want {
		t.Errorf("rebucket, one pin: %s, want %s", got, want)
	}
}

func TestArchivedGroupsAreIgnored(t *testing.T) {
	rules := running(t, `groups: [{id: g, archived: true, slots: []}, {id: f, archived: true, sticky: rebucket, slots: [{share: 0, experiments: ["1"]}]}]`, [2]string{"1", "one"})
	if got := said(t, rules, Visit{Visitor: "v"}); got != "1 a bucketed" {
		t.Error(got)
	}
	if result, _ := rules.Decide(Visit{Visitor: "v"}); result.Slots != nil {
		t.Errorf("slots %v", result.Slots)
	}
}

// What has one salt divides visitors alike: two equal groups act as one, and of
// two holdouts with one salt the larger holds whom the smaller holds.
func TestOneSaltDividesAlike(t *testing.T) {
	rules := running(t, `
groups:
  - {id: f, salt: s, slots: [{share: 5000, experiments: ["1"]}, {share: 5000, experiments: []}]}
  - {id: g, salt: s, slots: [{share: 5000, experiments: []}, {share: 5000, experiments: ["2"]}]}
holdouts: [{id: h, salt: s, share: 1000, experiments: ["3"]}, {id: i, salt: s, share: 2000, experiments: ["3", "4"]}]`,
		[2]string{"1", "one"}, [2]string{"2", "two"}, [2]string{"3", "three"}, [2]string{"4", "four"})
	seen := map[string]int{}
	for i := range 2000 {
		seen[said(t, rules, Visit{Visitor: "v" + letters(i)})]++
	}
	for _, want := range []string{
		"1 a bucketed, 2 - slot, 3 a bucketed, 4 a bucketed", "1 - slot, 2 a bucketed, 3 a bucketed, 4 a bucketed",
		"1 a bucketed, 2 - slot, 3 - holdout, 4 - holdout", "1 - slot, 2 a bucketed, 3 - holdout, 4 - holdout",
	} {
		if seen[want] == 0 {
			t.Errorf("nobody meets %s", want)
		}
		delete(seen, want)
	}
	if len(seen) > 0 {
		t.Errorf("others meet %v", seen)
	}
	want := []Share{{"1", 0.5, 0.5}, {"2", 0.5, 0.5}, {"3", 0.8, 0.8}, {"4", 0.8, 0.8}}
	if got := rules.Shares(); !slices.Equal(got, want) {
		t.Errorf("shares %v, want %v", got, want)
	}
}

// A holdout group keeps what it holds back from those who were in before.
func TestHoldoutGroupSparesThePinned(t *testing.T) {
	rules := running(t, `holdouts: [{id: h, share: 2500, experiments: ["1"]}]`, [2]string{"1", "one"})
	v := visitorWhere(t, func(v string) bool { return Bucket(v, "h/h") == 2499 })
	if got := said(t, rules, Visit{Visitor: v}); got != "1 - holdout" {
		t.Error(got)
	}
	if got := said(t, rules, Visit{Visitor: v, Pins: []Pin{{"1", "a"}}}); got != "1 a sticky" {
		t.Error(got)
	}
	v = visitorWhere(t, func(v string) bool { return Bucket(v, "h/h") == 2500 })
	if got := said(t, rules, Visit{Visitor: v}); got != "1 a bucketed" {
		t.Error(got)
	}
}

// The first that shuts an experiment out names the reason: tag layer, holdout
// group, exclusion group.
func TestOrderOfWhatShutsOut(t *testing.T) {
	const group, holdout = `groups: [{id: g, slots: [{share: 0, experiments: ["1"]}]}]`, `holdouts: [{id: h, share: 10000, experiments: ["1"]}]`
	for _, c := range []struct{ rest, name, want string }{
		{group, "one", "slot"},
		{group + "\n" + holdout, "one", "holdout"},
		{group + "\n" + holdout, "[ME] one", "holdout"},
	} {
		rules := running(t, c.rest, [2]string{"1", c.name})
		if got := said(t, rules, Visit{Visitor: "v"}); got != "1 - "+c.want {
			t.Errorf("%s, %s: %s", c.rest, c.name, got)
		}
	}
	rules := running(t, group+"\n"+holdout, [2]string{"1", "[ME] one"}, [2]string{"2", "[ME] two"})
	v := visitorWhere(t, func(v string) bool { return Ticket(v, "shop[ME]1") < Ticket(v, "shop[ME]2") })
	if got := said(t, rules, Visit{Visitor: v}); got != "1 - lane, 2 a bucketed" {
		t.Error(got)
	}
}
