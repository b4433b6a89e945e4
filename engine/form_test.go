package engine

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// printed returns both forms of a project.
func printed(t interface{ Fatal(...any) }, p *Project) map[string][]byte {
	asJSON, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := p.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"JSON": asJSON, "YAML": asYAML}
}

func TestExampleInBothForms(t *testing.T) {
	data, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	forms := printed(t, p)
	golden(t, "example.json", forms["JSON"])
	golden(t, "example.yaml", forms["YAML"])
}

func TestReadIsInverseOfPrinting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProject(t)
		if err := p.Validate(); err != nil {
			t.Skip("names and shares that do not go together")
		}
		for form, data := range printed(t, p) {
			again, err := Read(data, nil)
			if err != nil {
				t.Fatalf("%s: %v\n%s", form, err, data)
			}
			if !reflect.DeepEqual(p, again) {
				t.Fatalf("%s reads as\n%+v, want\n%+v\n%s", form, again, p, data)
			}
		}
	})
}

func TestDefaultsAndMintedIDs(t *testing.T) {
	p, err := Read([]byte(`
id: shop
experiments:
  - {name: First, status: draft, variations: [{weight: 10000}]}
  - {id: "41", name: Second, status: draft, variations: [{id: b, weight: 1}, {weight: 2}, {weight: 9997}]}
  - {id: "1234567890123456", name: Long, status: draft, variations: [{id: a, weight: 10000}]}
groups: [{id: g, slots: [{share: 1, experiments: []}]}]
holdouts: [{id: h, share: 1, experiments: []}]
`), func(id string) bool { return id == "42" || id == "43" })
	if err != nil {
		t.Fatal(err)
	}
	one := func(id string) []Variation { return []Variation{{ID: id, Weight: Whole}} }
	want := &Project{
		ID: "shop", HoldoutShare: 500, CookiePrefix: "lk", VisitorFrom: FromCookie, Consent: Granted, BeforeConsent: BeforeOff,
		PrivacyControl: PrivacyIgnore, Force: ForceOpen, HideFor: 1000,
		Experiments: []Experiment{
			{ID: "44", Name: "First", Status: Draft, Salt: "44", Traffic: Whole, Variations: one("a")},
			{ID: "41", Name: "Second", Status: Draft, Salt: "41", Traffic: Whole, Variations: []Variation{{ID: "b", Weight: 1}, {ID: "a", Weight: 2}, {ID: "c", Weight: 9997}}},
			{ID: "1234567890123456", Name: "Long", Status: Draft, Salt: "1234567890123456", Traffic: Whole, Variations: one("a")},
		},
		Groups:   []Group{{ID: "g", Salt: "g", Sticky: Keep, Slots: []Slot{{Share: 1, Experiments: []string{}}}}},
		Holdouts: []Holdout{{ID: "h", Salt: "h", Share: 1, Experiments: []string{}}},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("read\n%+v, want\n%+v", p, want)
	}
}

// A number that once was an experiment's id is never another's: visitors may
// still hold its pins.
func TestRemovedIDsDoNotComeBack(t *testing.T) {
	form := func(ids ...string) *Project {
		p := &Project{ID: "shop"}
		for _, id := range ids {
			p.Experiments = append(p.Experiments, Experiment{ID: id})
		}
		return p
	}
	before := form("3", "7", "1234567890123456")
	for _, step := range []struct {
		keep   []string
		minted int
		next   string
	}{
		{[]string{"3", "7"}, 0, "8"}, // the highest is still there to be seen
		{[]string{"3"}, 7, "8"},
		{[]string{"3", "9"}, 0, "10"},
		{nil, 9, "10"},
		{[]string{"12"}, 0, "13"},
	} {
		p := form(step.keep...)
		p.Follow(before)
		minted := p.Minted
		p.Experiments = append(p.Experiments, Experiment{})
		p.Mint(nil)
		if got := p.Experiments[len(step.keep)].ID; got != step.next || minted != step.minted {
			t.Errorf("keeping %v: the next id is %s, and %d is remembered; want %s, %d", step.keep, got, minted, step.next, step.minted)
		}
		before = form(step.keep...)
		before.Minted = minted
	}
}

func TestManyVariationsAreLettered(t *testing.T) {
	variations := make([]Variation, 704)
	mintVariations(variations)
	for i, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 701: "zz", 702: "aaa", 703: "aab"} {
		if got := variations[i].ID; got != want {
			t.Errorf("variation %d is %s, want %s", i, got, want)
		}
	}
}

// What YAML calls a date, a boolean or a number stays what was typed where it
// is text, and is refused where it would need a conversion.
func TestYAMLScalars(t *testing.T) {
	project := func(name, forced, value string) string {
		return "id: shop\nexperiments: [{id: '1', name: " + name + ", status: draft, forced: {" + forced + "}, variations: [{id: a, weight: 10000, value: " + value + "}]}]"
	}
	p, err := Read([]byte(project("2024-01-01", "7: a, true: a, 2024-01-01: a, ~: a", "{1.10: 12345678901234567890123, on: on}")), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Experiments[0]
	if e.Name != "2024-01-01" {
		t.Errorf("name is %q", e.Name)
	}
	if want := map[string]string{"7": "a", "true": "a", "2024-01-01": "a", "~": "a"}; !reflect.DeepEqual(e.Forced, want) {
		t.Errorf("forced is %v", e.Forced)
	}
	asJSON, _ := p.JSON()
	for _, want := range []string{`"1.10": 12345678901234567890123`, `"on": "on"`} {
		if !strings.Contains(string(asJSON), want) {
			t.Errorf("no %s in\n%s", want, asJSON)
		}
	}
}

func TestYAMLAliasesAndMerges(t *testing.T) {
	p, err := Read([]byte(`
id: shop
experiments:
  - &base {id: "1", name: One, status: draft, traffic: 100, variations: &even [{id: a, weight: 5000}, {id: b, weight: 5000}]}
  - {<<: *base, id: "2", salt: "2"}
  - {<<: [{name: Three}, *base], id: "3", variations: *even}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"One", "One", "Three"} {
		if e := p.Experiments[i]; e.Name != name || e.Traffic != 100 || len(e.Variations) != 2 || e.Salt != e.ID {
			t.Errorf("experiment %d is %+v", i, e)
		}
	}
}

// A form that prints as YAML keeps multi-line code readable.
func TestYAMLShowsCodeAsLines(t *testing.T) {
	p := &Project{ID: "shop", Experiments: []Experiment{{ID: "1", Variations: []Variation{{ID: "a", Changes: []Change{{Type: CSS, Code: "a {\n  color: red;\n}\n"}}}}}}}
	if got := string(printed(t, p)["YAML"]); !strings.Contains(got, "code: |\n") {
		t.Errorf("no block in\n%s", got)
	}
}

// TestMintChanges: changes get ids after those that are there, and nothing else
// gets one.
func TestMintChanges(t *testing.T) {
	p, err := Parse([]byte(`{"id":"p","experiments":[{"name":"N","variations":[{"weight":10000,"changes":[
		{"type":"css","code":"a{}"},{"id":"7","type":"css","code":"b{}"},{"type":"css","code":"c{}"},{"id":"x","type":"css","code":"d{}"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		p.MintChanges()
		e := &p.Experiments[0]
		var ids []string
		for _, c := range e.Variations[0].Changes {
			ids = append(ids, c.ID)
		}
		if got := strings.Join(ids, " "); got != "8 7 9 x" || e.ID != "" || e.Salt != "" || e.Variations[0].ID != "" {
			t.Errorf("%q, experiment %q, salt %q, variation %q", got, e.ID, e.Salt, e.Variations[0].ID)
		}
	}
}
