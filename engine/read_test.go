package engine

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// problemLines prints an error's code, then a line "path: code" for each
// problem; sentences may change, these may not.
func problemLines(err error) string {
	var e *Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	lines := []string{string(e.Code)}
	for _, p := range e.Problems {
		lines = append(lines, p.Path+": "+p.Code)
	}
	return strings.Join(lines, "\n")
}

// TestBadForms is a table: what was typed | which problems are reported.
func TestBadForms(t *testing.T) {
	const draft = `name: x, status: draft, variations: [{weight: 10000}]`
	for _, c := range []struct{ name, input, want string }{
		{"empty", "", "syntax"},
		{"white space", " \n\t ", "syntax"},
		{"a comment", "# nothing", "syntax"},
		{"two documents", "id: shop\n---\nid: shop", "syntax"},
		{"a broken second document", "id: shop\n---\n[", "syntax"},
		{"null", "null", "invalid\n: type"},
		{"a list", "[]", "invalid\n: type"},
		{"a word", "shop", "invalid\n: type"},
		{"JSON, text after the end", `{"id":"shop","experiments":[]} {}`, "syntax"},
		{"JSON, cut off", `{"id":"shop"`, "syntax"},
		{"JSON, cut off in a list", `{"id":"shop","experiments":[`, "syntax"},
		{"JSON, comma at the end", `{"id":"shop",}`, "syntax"},
		{"JSON, comma missing", `{"id":"shop" "name":"x"}`, "syntax"},
		{"JSON, single quotes", `{'id':'shop'}`, "syntax"},
		{"YAML, no text", "id: \x00", "syntax"},
		{"YAML, not closed", "id: [", "syntax"},
		{"YAML, unknown alias", "id: *nobody", "syntax"},
		{"too many values", `{"id":"shop","experiments":[` + strings.Repeat("0,", maxValues) + `0]}`, "too-large"},
		{"YAML, too many values", "id: shop\nexperiments: [" + strings.Repeat("0,", maxValues) + "0]", "too-large"},
		{"YAML, alias of itself", "id: &a [*a]", "too-large"},
		{"YAML, a list as a name", "id: shop\nexperiments: []\n? [a]\n: b", "invalid\n: type"},
		{"YAML, a tag", "id: shop\nexperiments: []\nname: !secret x", "invalid\nname: type"},
		{"YAML, binary", "id: shop\nexperiments: []\nname: !!binary aGk=", "invalid\nname: type"},
		{"YAML, old octal", "id: shop\nexperiments: []\nholdoutShare: 0500", "invalid\nholdoutShare: type"},
		{"YAML, hexadecimal", "id: shop\nexperiments: []\nholdoutShare: 0x10", "invalid\nholdoutShare: type"},
		{"YAML, grouped digits", "id: shop\nexperiments: []\nholdoutShare: 1_000", "invalid\nholdoutShare: type"},
		{"YAML, infinity", "id: shop\nexperiments: []\nholdoutShare: .inf", "invalid\nholdoutShare: type"},
		{"YAML, merge of a word", "id: shop\nexperiments: []\n<<: x", "invalid\n<<: type"},
		{"JSON, twice", `{"experiments":[],"id":"a","id":"b","pages":[{"id":"p","id":"q","id":"r"}]}`, "invalid\nid: duplicate\npages[0].id: duplicate\npages[0].id: duplicate\npages[0].include: required"},
		{"JSON, twice by an escape", `{"experiments":[],"id":"a","\u0069d":"b"}`, "invalid\nid: duplicate"},
		{"YAML, twice", "id: a\nid: b\nexperiments: [{" + draft + ", forced: {7: a, '7': a}}]", "invalid\nid: duplicate\nexperiments[0].forced.7: duplicate"},
		{
			"unknown fields", `{"id":"shop","ID":"x","experiments":[{"name":"x","status":"draft","Status":"x","variations":[{"weight":10000,"changes":[{"type":"css","code":"x","cod":1}]}]}],"groups":[{"id":"g","slots":[{"a.b":1}]}]}`,
			"invalid\nexperiments[0].variations[0].changes[0].cod: unknown-field\nexperiments[0].Status: unknown-field\ngroups[0].slots[0].a.b: unknown-field\nID: unknown-field",
		},
		{
			"wrong types", `{"id":1,"name":true,"holdoutShare":"500","experiments":{},"pages":[{"id":[],"include":"x"}],"groups":[[]],"holdouts":"h"}`,
			"invalid\nid: type\nname: type\nholdoutShare: type\npages[0].id: type\npages[0].include: type\nexperiments: type\ngroups[0]: type\nholdouts: type",
		},
		{
			"no whole numbers", `{"id":"shop","holdoutShare":500.0,"experiments":[{"id":"1","name":"x","status":"draft","traffic":1e3,"variations":[{"id":"a","weight":5000.5},{"id":"b","weight":99999999999999999999}]}]}`,
			"invalid\nholdoutShare: type\nexperiments[0].traffic: type\nexperiments[0].variations[0].weight: type\nexperiments[0].variations[1].weight: type",
		},
		{"whole numbers for truth", "id: shop\nexperiments: []\ngroups: [{id: g, slots: [], archived: 1}]", "invalid\ngroups[0].archived: type"},
		{"ids without quotes", "id: shop\nexperiments: [{id: 12, " + draft + "}]\nholdouts: [{id: h, share: 1, experiments: ['12']}]", "invalid\nexperiments[0].id: type"},
		{
			"in maps", "id: shop\nexperiments: [{" + draft + ", forced: {a.b: 1, 'x]': null}, external: {y: []}}]",
			"invalid\nexperiments[0].forced.a.b: type\nexperiments[0].forced.x]: type\nexperiments[0].external.y: type",
		},
		{
			"null in lists", "id: shop\nexperiments: [null]\npages: [{id: p, include: [null]}]\ngroups: [{id: g, slots: [{ranges: [[0, null]]}, null]}]",
			"invalid\npages[0].include[0]: type\nexperiments[0]: type\ngroups[0].slots[0].ranges[0][1]: type\ngroups[0].slots[1]: type",
		},
		{"a forgotten weight", "id: shop\nexperiments: [{name: x, status: draft, variations: [{weight: 10000}, {id: b}]}]", "invalid\nexperiments[0].variations[1].weight: required"},
		{"forgotten experiments", "id: shop", "invalid\nexperiments: required"},
		{"experiments left out by null", `{"id":"shop","experiments":null}`, "invalid\nexperiments: required"},
		{
			"form and rules at once", "id: shop\nsize: 1\nexperiments: [{name: x, status: on, trafic: 5, traffic: 10001, variations: [{weight: 1}]}]\npages: [{id: home, include: []}]",
			"invalid\nexperiments[0].trafic: unknown-field\nsize: unknown-field\npages[0].include: required\nexperiments[0].status: choice\nexperiments[0].traffic: range\nexperiments[0].variations: weights",
		},
		{"too deep, JSON", `{"id":"shop","name":` + strings.Repeat("[", 100000), "too-large"},
		{"too deep, objects", strings.Repeat(`{"a":`, 100000), "too-large"},
		{"too deep, YAML", "id: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "too-large"},
		{"deeper than the YAML parser goes", "id: " + strings.Repeat("[", 100000), "syntax"},
		{"an alias bomb", bomb(12, "lol"), "too-large"},
		{"an alias bomb of one long text", "id: &a " + strings.Repeat("x", 100000) + "\nname: [" + strings.Repeat("*a,", 1000) + "]", "too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Read([]byte(c.input), nil)
			if err == nil {
				t.Fatalf("it was read: %+v", p)
			}
			if got := problemLines(err); got != c.want {
				t.Errorf("problems\n%s\nwant\n%s\nthat is\n%v", got, c.want, err)
			}
			if p != nil {
				t.Errorf("a project came with the error: %+v", p)
			}
		})
	}
}

// bomb is "a billion laughs" in YAML.
func bomb(levels int, text string) string {
	lines := []string{"id: shop", "l0: &l0 " + text}
	for i := 1; i < levels; i++ {
		lines = append(lines, fmt.Sprintf("l%d: &l%d [%s]", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d,", i-1), 10), ",")))
	}
	return strings.Join(lines, "\n")
}

// Both forms say the same of the same fault.
func TestNullCountsAsLeftOut(t *testing.T) {
	for _, input := range []string{
		`{"id":"shop","name":null,"holdoutShare":null,"pages":null,"experiments":[],"groups":null}`,
		`{"id":"shop","experiments":[]}`,
		"id: shop\nname:\npages:\nexperiments: []\ngroups: ~",
	} {
		p, err := Read([]byte(input), nil)
		if err != nil {
			t.Fatal(err)
		}
		if data, _ := p.JSON(); string(data) != "{\n  \"id\": \"shop\",\n  \"holdoutShare\": 500,\n  \"cookiePrefix\": \"lk\",\n  \"visitorFrom\": \"cookie\",\n  \"consent\": \"granted\",\n  \"beforeConsent\": \"off\",\n  \"privacyControl\": \"ignore\",\n  \"force\": \"open\",\n  \"hideFor\": 1000,\n  \"experiments\": []\n}\n" {
			t.Errorf("%s reads as\n%s", input, data)
		}
	}
}

// TestManyProblems wants the list of problems to end somewhere, wherever they
// come from: a body that the API takes could have a million.
func TestManyProblems(t *testing.T) {
	list := func(item string) string { return strings.TrimSuffix(strings.Repeat(item+",", 3*maxProblems), ",") }
	for name, input := range map[string]string{
		"of the form":  `{"id":"shop","experiments":[` + list(`{"bogus":1}`) + `]}`,
		"of types":     `{"id":"shop","experiments":[` + list(`1`) + `]}`,
		"of the rules": `{"id":"shop","experiments":[` + list(`{}`) + `]}`,
		"of JSON":      `{"id":"shop","experiments":[` + list(`{"id":"1","id":"1"}`) + `]}`,
		"of YAML":      "id: shop\nexperiments: [" + list(`{id: 0x1}`) + `]`,
	} {
		_, err := Read([]byte(input), nil)
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeInvalid || len(e.Problems) != maxProblems {
			t.Errorf("%s: %.200v", name, err)
		} else if want := "More than 1000 problems, of which these are the first, and nothing was changed:"; e.Message != want {
			t.Errorf("%s: %q, want %q", name, e.Message, want)
		}
	}
	if err := Invalid(make([]Problem, maxProblems)); !strings.HasPrefix(err.Error(), "1000 problems, nothing was changed:") {
		t.Errorf("%.100v", err)
	}
}

func TestParseExperimentNamesItsPlace(t *testing.T) {
	_, err := ParseExperiment([]byte(`{"id":"1","trafic":1,"forced":{"v":1},"variations":[{"weight":"x"}]}`), "experiments[3]")
	if got, want := problemLines(err), "invalid\nexperiments[3].forced.v: type\nexperiments[3].variations[0].weight: type\nexperiments[3].trafic: unknown-field"; got != want {
		t.Errorf("problems\n%s\nwant\n%s", got, want)
	}
	_, err = ParseExperiment([]byte(`[]`), "experiments[3]")
	if got, want := problemLines(err), "invalid\nexperiments[3]: type"; got != want {
		t.Errorf("problems\n%s\nwant\n%s", got, want)
	}
	_, err = ParseExperiment([]byte(`{`), "experiments[3]")
	if got := problemLines(err); got != "syntax" {
		t.Errorf("problems\n%s", got)
	}
	e, err := ParseExperiment([]byte("name: x\nstatus: draft\nvariations: [{weight: 10000}]"), "")
	if err != nil || e.Traffic != Whole || e.ID != "" {
		t.Errorf("%+v, %v", e, err)
	}
}
