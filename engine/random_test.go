package engine

import (
	"encoding/json"
	"fmt"
	"strconv"

	"pgregory.net/rapid"
)

// anyText reaches what printers and parsers stumble over: quotes, breaks,
// control characters, other planes, what looks like a number, null or a tag.
func anyText(t *rapid.T, label string) string {
	odd := []string{
		"", " ", "\n", "x\n", "\n x", " x\ny\n\n", "\r\n", "\t", "a: b", "- a", "# c", "null", "~", "true", "on", "12", "0x1F", "1e400",
		"2024-01-01", "<<", "!!int 1", "&a", "*a", "|", ">", "'", `"`, `\`, "\x00", "\x07", "\x7f", "\u0085", "\u009f", "\u2028", "\ufeff", "\ufffe",
		"𝒳🧪", "é", "e\u0301", "</script>", "{", "[ME] ", "constructor", "__proto__",
	}
	parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(odd), rapid.StringN(0, 6, -1)), 0, 4).Draw(t, label)
	text := ""
	for _, part := range parts {
		text += part
	}
	return text
}

// anyJSON is a value as the reader gives it, or nil.
func anyJSON(t *rapid.T, depth int) any {
	numbers := []string{"0", "-0", "1", "1.0", "1e400", "-1E+5", "0.1", "12345678901234567890123", "9007199254740993", "1e-7"}
	switch rapid.IntRange(0, 6-depth).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return json.Number(rapid.SampledFrom(numbers).Draw(t, "number"))
	case 3, 4:
		return anyText(t, "string")
	case 5:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			list = append(list, anyJSON(t, depth+1))
		}
		return list
	default:
		object := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "fields") {
			object[anyText(t, "key")] = anyJSON(t, depth+1)
		}
		return object
	}
}

// anyProject is a valid project as Read returns it, with every field used.
func anyProject(t *rapid.T) *Project {
	ids := []string{"1", "7", "07", "12", "constructor", "__proto", "Ab-c_9", "toString"}
	ids = rapid.Permutation(ids).Draw(t, "ids")[:rapid.IntRange(0, 5).Draw(t, "experiments")]
	p := &Project{
		ID: "shop", Name: anyText(t, "name"), HoldoutShare: rapid.IntRange(0, Whole).Draw(t, "holdoutShare"),
		CookiePrefix: rapid.SampledFrom([]string{"lk", "x-1"}).Draw(t, "prefix"), Force: rapid.SampledFrom([]Force{ForceOpen, ForceOff}).Draw(t, "force"),
		Experiments: []Experiment{},
	}
	anyBehaviour(t, p)
	for i := range rapid.IntRange(0, 2).Draw(t, "pages") {
		page := Page{ID: fmt.Sprint("p", i), Name: anyText(t, "page"), Include: []Condition{{Substring, "/" + anyText(t, "value")}}}
		page.Query = maybe(t, []Clause{{Type: ClauseQuery, Name: "q", Match: Exists}})
		page.Activate = rapid.SampledFrom([]*Activation{nil, {On: OnLoad}, {On: OnURL}, {On: OnElement, Selector: ".x"}, {On: OnCondition, Code: "1"}, {On: OnCall, Name: "x"}}).Draw(t, "activate")
		p.Pages = append(p.Pages, page)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "audiences") {
		p.Audiences = append(p.Audiences, Audience{ID: fmt.Sprint("a", i), Name: anyText(t, "audience"), When: anyClause(t, 0)})
	}
	for _, id := range ids {
		p.Experiments = append(p.Experiments, anyExperiment(t, p, id))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
		p.Groups = append(p.Groups, anyGroup(t, "g"+strconv.Itoa(i), ids))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "holdouts") {
		p.Holdouts = append(p.Holdouts, Holdout{
			ID: "h" + strconv.Itoa(i), Name: anyText(t, "holdout"), Salt: "h0", Share: rapid.IntRange(1, Whole).Draw(t, "share"), Experiments: someOf(t, ids),
		})
	}
	return p
}

func anyExperiment(t *rapid.T, p *Project, id string) Experiment {
	status := []Status{Draft, Running, Running, Paused, Ended, Archived}
	e := Experiment{
		ID: id, Name: rapid.SampledFrom([]string{"", "[ME] ", "[Group_A] ", "[Group_A_ME] ", "[Group_𝒳]"}).Draw(t, "tag") + anyText(t, "name") + "x", Status: rapid.SampledFrom(status).Draw(t, "status"),
		Salt: rapid.SampledFrom([]string{id, "salt"}).Draw(t, "salt"), Traffic: rapid.IntRange(0, Whole).Draw(t, "traffic"),
	}
	rest := Whole
	for i := range rapid.IntRange(1, 3).Draw(t, "variations") {
		v := Variation{ID: letters(i), Name: anyText(t, "variation"), Weight: rapid.IntRange(0, rest).Draw(t, "weight"), Value: anyJSON(t, 0)}
		rest -= v.Weight
		v.Changes = anyChanges(t)
		e.Variations = append(e.Variations, v)
	}
	e.Variations[0].Weight += rest
	for _, page := range p.Pages {
		if rapid.Bool().Draw(t, "on") {
			e.Pages = append(e.Pages, page.ID)
		}
	}
	for _, audience := range p.Audiences {
		if rapid.Bool().Draw(t, "for") {
			e.Audiences = append(e.Audiences, audience.ID)
		}
	}
	e.WaitFor = rapid.SampledFrom([]*WaitFor{nil, nil, {Selector: ".x"}, {Code: "return 1"}}).Draw(t, "waitFor")
	if rapid.IntRange(0, 2).Draw(t, "timed") == 0 {
		e.Schedule = anySchedule(t)
	}
	if visitor := anyText(t, "forced"); ValidVisitor(visitor) {
		e.Forced = map[string]string{visitor: "a", "__proto__": "a"}
		e.External = map[string]string{visitor: visitor}
	}
	return e
}

// anyGroup uses shares or ranges, and parts only some of the buckets.
func anyGroup(t *rapid.T, id string, ids []string) Group {
	g := Group{
		ID: id, Name: rapid.SampledFrom([]string{"", "Checkout"}).Draw(t, "name"), Salt: rapid.SampledFrom([]string{id, "one"}).Draw(t, "salt"),
		Sticky: rapid.SampledFrom([]Sticky{Keep, Keep, Rebucket}).Draw(t, "sticky"), Archived: rapid.IntRange(0, 4).Draw(t, "archived") == 0, Slots: []Slot{},
	}
	ranged := rapid.Bool().Draw(t, "ranged")
	for i := range rapid.IntRange(0, 3).Draw(t, "slots") {
		slot := Slot{Experiments: someOf(t, ids)}
		if rapid.IntRange(0, 5).Draw(t, "names") == 0 {
			slot.Visitors = []string{"v0", "__proto__"}
		}
		if from := i * 3000; ranged {
			slot.Ranges = [][]int{{from, from + rapid.IntRange(1, 1000).Draw(t, "to")}, {from + 2000, from + 3000}}
		} else {
			slot.Share = rapid.IntRange(0, 3333).Draw(t, "share")
		}
		g.Slots = append(g.Slots, slot)
	}
	return g
}

func someOf(t *rapid.T, ids []string) []string {
	some := []string{}
	for _, id := range ids {
		if rapid.Bool().Draw(t, "some") {
			some = append(some, id)
		}
	}
	return some
}
