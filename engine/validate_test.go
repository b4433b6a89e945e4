package engine

import (
	"fmt"
	"strings"
	"testing"
)

// validProject has one of everything, so that each case can break one thing.
const validProject = `
id: shop
pages: [{id: home, include: [{match: simple, value: shop.example}]}, {id: hats, include: [{match: substring, value: /hats}]}]
experiments:
  - {id: "1", name: "[ME] One", status: running, pages: [home], variations: [{id: a, weight: 4000}, {id: b, weight: 6000, changes: [{id: x, type: js, selector: h1, code: "1"}, {id: "y", type: css, code: "2"}]}]}
  - {id: "2", name: "[ME] holdout", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "[ME] holdout", status: draft, variations: [{id: a, weight: 10000}]}
groups: [{id: g, slots: [{share: 4000, experiments: ["1"]}, {share: 6000, experiments: ["2"]}]}, {id: r, slots: [{ranges: [[0, 10], [20, 30]], experiments: []}, {ranges: [[10, 20]], experiments: []}]}]
holdouts: [{id: h, share: 100, experiments: ["1"]}]
`

// TestRules is a table: one change to a valid project | the problem it makes.
// A change that makes none stands next to the limit.
func TestRules(t *testing.T) {
	long := strings.Repeat("a", 41)
	for _, c := range []struct {
		name   string
		change func(p *Project)
		want   string
	}{
		{"nothing", func(p *Project) {}, ""},
		{"no id", func(p *Project) { p.ID = "" }, "id: required"},
		{"id with a dot", func(p *Project) { p.ID = "a.b" }, "id: format"},
		{"id begins with _", func(p *Project) { p.ID = "_a" }, "id: format"},
		{"id of 41", func(p *Project) { p.ID = long }, "id: format"},
		{"id of 40", func(p *Project) { p.ID = long[1:] }, ""},
		{"id not ASCII", func(p *Project) { p.ID = "é" }, "id: format"},
		{"id __proto__", func(p *Project) { p.ID = "__proto__" }, "id: format"},
		{"id constructor", func(p *Project) { p.ID = "constructor" }, ""},
		{"holdoutShare below", func(p *Project) { p.HoldoutShare = -1 }, "holdoutShare: range"},
		{"holdoutShare least", func(p *Project) { p.HoldoutShare = 0 }, ""},
		{"holdoutShare most", func(p *Project) { p.HoldoutShare = Whole }, ""},
		{"holdoutShare above", func(p *Project) { p.HoldoutShare = Whole + 1 }, "holdoutShare: range"},
		{"prefix", func(p *Project) { p.CookiePrefix = "a b" }, "cookiePrefix: format"},
		{"prefix of 20", func(p *Project) { p.CookiePrefix = long[:20] }, ""},
		{"prefix of 21", func(p *Project) { p.CookiePrefix = long[:21] }, "cookiePrefix: format"},
		{"force", func(p *Project) { p.Force = "on" }, "force: choice"},
		{"force off", func(p *Project) { p.Force = ForceOff }, ""},

		{"page id", func(p *Project) { p.Pages[0].ID = "" }, "pages[0].id: required\nexperiments[0].pages[0]: unknown-id"},
		{"page twice", func(p *Project) { p.Pages[1].ID = "home" }, "pages[1].id: duplicate"},
		{"page without conditions", func(p *Project) { p.Pages[1].Include = nil }, "pages[1].include: required"},
		{"condition's match", func(p *Project) { p.Pages[0].Include[0] = Condition{"Simple", ""} }, "pages[0].include[0].match: choice"},
		{"condition's value", func(p *Project) { p.Pages[0].Exclude = []Condition{{Substring, "x"}, {Substring, ""}} }, "pages[0].exclude[1].value: condition"},
		{"simple without a host", func(p *Project) { p.Pages[0].Include[0] = Condition{Simple, "/hats"} }, "pages[0].include[0].value: condition"},
		{"simple, scheme and no host", func(p *Project) { p.Pages[0].Include[0] = Condition{Simple, "http:///hats"} }, "pages[0].include[0].value: condition"},
		{"exact without a scheme", func(p *Project) { p.Pages[0].Include[0] = Condition{Exact, "//shop.example/"} }, "pages[0].include[0].value: condition"},
		{"exact without a host", func(p *Project) { p.Pages[0].Include[0] = Condition{Exact, "shop.example/"} }, "pages[0].include[0].value: condition"},
		{"exact", func(p *Project) { p.Pages[0].Include[0] = Condition{Exact, "https://shop.example/"} }, ""},
		{"regex", func(p *Project) { p.Pages[0].Include[0] = Condition{Regex, "("} }, "pages[0].include[0].value: condition"},

		{"experiment id", func(p *Project) { p.Experiments[2].ID = "3 " }, "experiments[2].id: format"},
		{"experiment twice", func(p *Project) { p.Experiments[2].ID = "1" }, "experiments[2].id: duplicate"},
		{"status", func(p *Project) { p.Experiments[2].Status = "Draft" }, "experiments[2].status: choice"},
		{"salt", func(p *Project) { p.Experiments[2].Salt = "a/b" }, "experiments[2].salt: format"},
		{"salt of another", func(p *Project) { p.Experiments[2].Salt = "1" }, ""},
		{"traffic", func(p *Project) { p.Experiments[2].Traffic = Whole + 1 }, "experiments[2].traffic: range"},
		{"no traffic", func(p *Project) { p.Experiments[2].Traffic = 0 }, ""},
		{"unknown page", func(p *Project) { p.Experiments[0].Pages = []string{"home", "toString"} }, "experiments[0].pages[1]: unknown-id"},
		{"a page twice", func(p *Project) { p.Experiments[0].Pages = []string{"home", "hats", "home"} }, "experiments[0].pages[2]: duplicate"},
		{"forced to nothing", func(p *Project) { p.Experiments[0].Forced = map[string]string{"v.1": "c"} }, "experiments[0].forced.v.1: unknown-id"},
		{"forced nobody", func(p *Project) { p.Experiments[0].Forced = map[string]string{"": "a"} }, "experiments[0].forced.: format"},
		{"forced", func(p *Project) { p.Experiments[0].Forced = map[string]string{strings.Repeat("𝒳", 128): "b"} }, ""},
		{"forced too long", func(p *Project) { p.Experiments[0].Forced = map[string]string{strings.Repeat("x", 129): "b"} }, "experiments[0].forced." + strings.Repeat("x", 129) + ": format"},

		{"no variations", func(p *Project) { p.Experiments[2].Variations = nil }, "experiments[2].variations: required"},
		{"variation id", func(p *Project) { p.Experiments[2].Variations[0].ID = "" }, "experiments[2].variations[0].id: required"},
		{"variation twice", func(p *Project) { p.Experiments[0].Variations[1].ID = "a" }, "experiments[0].variations[1].id: duplicate"},
		{"weights below", func(p *Project) { p.Experiments[0].Variations[1].Weight = 5999 }, "experiments[0].variations: weights"},
		{"weights above", func(p *Project) { p.Experiments[0].Variations[1].Weight = 6001 }, "experiments[0].variations: weights"},
		{"negative weight", func(p *Project) {
			p.Experiments[0].Variations[0].Weight, p.Experiments[0].Variations[1].Weight = -1, Whole+1
		}, "experiments[0].variations[0].weight: range\nexperiments[0].variations[1].weight: range"},
		{"no weight", func(p *Project) {
			p.Experiments[0].Variations[0].Weight, p.Experiments[0].Variations[1].Weight = 0, Whole
		}, ""},
		{"change id", func(p *Project) { p.Experiments[0].Variations[1].Changes[0].ID = "-" }, "experiments[0].variations[1].changes[0].id: format"},
		{"change twice", func(p *Project) { p.Experiments[0].Variations[1].Changes[0].ID = "y" }, "experiments[0].variations[1].changes[1].id: duplicate"},
		{"change without id", func(p *Project) { p.Experiments[0].Variations[1].Changes[0].ID = "" }, "experiments[0].variations[1].changes[0].id: required"},
		{"change type", func(p *Project) { p.Experiments[0].Variations[1].Changes[0].Type = "HTML" }, "experiments[0].variations[1].changes[0].type: choice"},
		{"change code", func(p *Project) { p.Experiments[0].Variations[1].Changes[0].Code = "" }, "experiments[0].variations[1].changes[0].code: required"},
		{"selector of css", func(p *Project) { p.Experiments[0].Variations[1].Changes[1].Selector = "h1" }, "experiments[0].variations[1].changes[1].selector: unknown-field"},

		{"two groups", func(p *Project) { p.Experiments[0].Name = "[Group_A][Group_B] x" }, "experiments[0].name: several-groups"},
		{"two groups in a draft", func(p *Project) { p.Experiments[2].Name = "[Group_A][Group_B] x" }, ""},
		{"no title", func(p *Project) { p.Experiments[0].Name = "[ME] " }, "experiments[0].name: empty-title"},
		{"a warning", func(p *Project) { p.Experiments[0].Name = "[me] x" }, ""},
		{"two holdouts", func(p *Project) { p.Experiments[2].Status = Running }, "experiments[2].name: two-holdouts"},
		{"holdouts of two scopes", func(p *Project) { p.Experiments[2].Status, p.Experiments[2].Name = Running, "[Group_A] holdout" }, ""},
		{
			"second holdout with all faults", func(p *Project) { p.Experiments[0].Name = "[ME] holdout" },
			"experiments[0].variations: holdout-with-changes\nexperiments[0].variations[1].changes: holdout-with-changes\nexperiments[1].name: two-holdouts",
		},
		{"holdout with variations", func(p *Project) {
			p.Experiments[1].Variations = []Variation{{ID: "a", Weight: Whole}, {ID: "b"}}
		}, "experiments[1].variations: holdout-with-changes"},
		{"holdout with changes", func(p *Project) { p.Experiments[1].Variations[0].Changes = []Change{{ID: "1", Type: CSS, Code: "x"}} }, "experiments[1].variations[0].changes: holdout-with-changes"},
		{"holdout with changes, draft", func(p *Project) { p.Experiments[2].Variations[0].Changes = []Change{{ID: "1", Type: CSS, Code: "x"}} }, ""},
		{"cookie of 3,500", func(p *Project) { addRunning(p, 3500-len("1~1.a~2.a")) }, ""},
		{"cookie of 3,501", func(p *Project) { addRunning(p, 3501-len("1~1.a~2.a")) }, "experiments: cookie-too-large"},

		{"group id", func(p *Project) { p.Groups[0].ID = "" }, "groups[0].id: required"},
		{"group twice", func(p *Project) { p.Groups[1].ID = "g" }, "groups[1].id: duplicate"},
		{"group's salt", func(p *Project) { p.Groups[0].Salt = "" }, "groups[0].salt: format"},
		{"bad id, once", func(p *Project) { p.Groups[0].ID, p.Groups[0].Salt = "a b", "a b" }, "groups[0].id: format"},
		{"sticky", func(p *Project) { p.Groups[0].Sticky = "" }, "groups[0].sticky: choice"},
		{"no slots", func(p *Project) { p.Groups[0].Slots = nil }, ""},
		{"shares above", func(p *Project) { p.Groups[0].Slots[0].Share = 4001 }, "groups[0].slots: shares"},
		{"shares below", func(p *Project) { p.Groups[0].Slots[0].Share = 0 }, ""},
		{"negative share", func(p *Project) { p.Groups[0].Slots[0].Share = -1 }, "groups[0].slots[0].share: range"},
		{"share and ranges", func(p *Project) { p.Groups[1].Slots[0].Share = 1 }, "groups[1].slots[0].share: choice"},
		{"slots of both kinds", func(p *Project) { p.Groups[1].Slots[1] = Slot{Share: 10} }, "groups[1].slots: choice"},
		{"range of three", func(p *Project) { p.Groups[1].Slots[0].Ranges[1] = []int{20, 30, 40} }, "groups[1].slots[0].ranges[1]: range"},
		{"range of nothing", func(p *Project) { p.Groups[1].Slots[0].Ranges[1] = []int{20, 20} }, "groups[1].slots[0].ranges[1]: range"},
		{"range below", func(p *Project) { p.Groups[1].Slots[0].Ranges[0] = []int{-1, 10} }, "groups[1].slots[0].ranges[0]: range"},
		{"range above", func(p *Project) { p.Groups[1].Slots[0].Ranges[1] = []int{20, Whole + 1} }, "groups[1].slots[0].ranges[1]: range"},
		{"range to the end", func(p *Project) { p.Groups[1].Slots[0].Ranges[1] = []int{20, Whole} }, ""},
		{"ranges overlap", func(p *Project) { p.Groups[1].Slots[1].Ranges[0] = []int{9, 20} }, "groups[1].slots: overlap"},
		{"ranges inside", func(p *Project) { p.Groups[1].Slots[1].Ranges[0] = []int{25, 26} }, "groups[1].slots: overlap"},
		{"slot of nobody", func(p *Project) { p.Groups[0].Slots[0].Experiments = []string{"1", "9"} }, "groups[0].slots[0].experiments[1]: unknown-id"},
		{"slot twice", func(p *Project) { p.Groups[0].Slots[0].Experiments = []string{"1", "1"} }, "groups[0].slots[0].experiments[1]: duplicate"},
		{"two slots", func(p *Project) { p.Groups[0].Slots[0].Experiments = []string{"2", "1"} }, ""},
		{"named nobody", func(p *Project) { p.Groups[0].Slots[1].Visitors = []string{"a", "\xff"} }, "groups[0].slots[1].visitors[1]: format"},

		{"holdout id", func(p *Project) { p.Holdouts[0].ID = "." }, "holdouts[0].id: format"},
		{"holdout twice", func(p *Project) { p.Holdouts = append(p.Holdouts, p.Holdouts[0]) }, "holdouts[1].id: duplicate"},
		{"holdout's salt", func(p *Project) { p.Holdouts[0].Salt = "-" }, "holdouts[0].salt: format"},
		{"holdout of nobody", func(p *Project) { p.Holdouts[0].Share = 0 }, "holdouts[0].share: range"},
		{"holdout of one", func(p *Project) { p.Holdouts[0].Share = 1 }, ""},
		{"holdout above", func(p *Project) { p.Holdouts[0].Share = Whole + 1 }, "holdouts[0].share: range"},
		{"holdout of the unknown", func(p *Project) { p.Holdouts[0].Experiments = []string{"__proto__"} }, "holdouts[0].experiments[0]: unknown-id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Read([]byte(validProject), nil)
			if err != nil {
				t.Fatal(err)
			}
			c.change(p)
			got := ""
			if err := p.Validate(); err != nil {
				got = strings.TrimPrefix(problemLines(err), "invalid\n")
			} else if _, err := Compile(p); err != nil {
				t.Errorf("it is valid, and does not compile: %v", err)
			}
			if got != c.want {
				t.Errorf("problems\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// addRunning adds experiments whose pins, "~" and an id and ".a", need so many
// bytes together.
func addRunning(p *Project, bytes int) {
	for i := 0; bytes > 0; i++ {
		pin := min(bytes, 43)
		if rest := bytes - pin; rest > 0 && rest < 10 {
			pin -= 10
		}
		id := fmt.Sprintf("x%0*d", pin-len("~.a")-1, i)
		p.Experiments = append(p.Experiments, Experiment{ID: id, Name: "x", Status: Running, Salt: id, Variations: []Variation{{ID: "a", Weight: Whole}}})
		bytes -= pin
	}
}

func TestErrorsArePrintedForPeople(t *testing.T) {
	p := defaults()
	p.ID, p.HoldoutShare = "shop", -5
	if got, want := fmt.Sprint(p.Validate()), "holdoutShare: It is in 10,000ths: a whole number from 0 to 10000; -5 is not."; got != want {
		t.Errorf("one problem prints as %q, want %q", got, want)
	}
	p.ID = "a b"
	want := "2 problems, nothing was changed:\n  id: An id is a letter or digit, then up to 39 of 0-9 A-Z a-z _ -; \"a b\" is not.\n" +
		"  holdoutShare: It is in 10,000ths: a whole number from 0 to 10000; -5 is not."
	if got := fmt.Sprint(p.Validate()); got != want {
		t.Errorf("two problems print as\n%s\nwant\n%s", got, want)
	}
}
