package engine

import (
	"fmt"
	"testing"
)

// sized is a project of n running experiments: a third each of [ME], of groups,
// and untagged ones in an exclusion group; all on pages. It is not validated:
// 1,000 pins would not fit into a cookie.
func sized(n int) *Project {
	p := defaults()
	p.ID = "shop"
	p.Pages = []Page{
		{ID: "home", Include: []Condition{{Simple, "shop.example"}}},
		{ID: "hats", Include: []Condition{{Substring, "/hats"}}, Exclude: []Condition{{Regex, `/admin/\d+`}}},
	}
	g := Group{ID: "g", Sticky: Keep, Slots: []Slot{{Share: 5000}, {Share: 5000}}}
	for i := range n {
		id := fmt.Sprint(i + 1)
		name := [...]string{"[ME] x", "[Group_" + string(rune('A'+i%20)) + "] x", "x"}[i%3]
		if name == "x" {
			slot := &g.Slots[i/3%2]
			slot.Experiments = append(slot.Experiments, id)
		}
		p.Experiments = append(p.Experiments, Experiment{
			ID: id, Name: name, Status: Running, Salt: id, Traffic: Whole, Pages: []string{"home", "hats"}, Variations: []Variation{{ID: "a", Weight: 5000}, {ID: "b", Weight: 5000}},
		})
	}
	p.Groups = []Group{g}
	return &p
}

var (
	sizes   = []int{10, 100, 1000}
	shopper = Visit{Visitor: "6f1ed002ab5595859014ebf0951522d9", Pins: []Pin{{"1", "a"}, {"2", "b"}, {"9", "a"}}, URL: "https://www.shop.example/hats?size=m"}
)

func compiled(t testing.TB, p *Project) *Rules {
	rules, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// Decide allocates the slices of its Result, and nothing else: the decisions,
// the layers' outcomes where there are layers, the slots' where there are groups.
func TestDecideAllocatesItsResultOnly(t *testing.T) {
	plain := running(t, "", [2]string{"1", "x"}, [2]string{"2", "y"})
	tagged := running(t, "", [2]string{"1", "[ME] x"}, [2]string{"2", "[Group_A] y"})
	for _, c := range []struct {
		name  string
		rules *Rules
		want  float64
	}{
		{"no layers", plain, 1}, {"tag layers", tagged, 2}, {"layers, slots, pages, a regex", compiled(t, sized(100)), 3}, {"1,000", compiled(t, sized(1000)), 3},
	} {
		got := testing.AllocsPerRun(100, func() {
			if _, err := c.rules.Decide(shopper); err != nil {
				t.Fatal(err)
			}
		})
		if got != c.want {
			t.Errorf("%s: %v allocations, want %v", c.name, got, c.want)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rules := compiled(b, sized(n))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := rules.Decide(shopper); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	rules := compiled(b, sized(100))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := rules.Explain(shopper); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := sized(n)
			b.ReportAllocs()
			for b.Loop() {
				compiled(b, p)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for form, data := range printed(b, sized(100)) {
		b.Run(form, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(data, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkShares(b *testing.B) {
	rules := compiled(b, sized(100))
	for b.Loop() {
		rules.Shares()
	}
}

func BenchmarkTicket(b *testing.B) {
	var h hasher
	h.visitor(shopper.Visitor)
	b.ReportAllocs()
	for b.Loop() {
		h.ticket("shop[Group_A]12")
	}
}
