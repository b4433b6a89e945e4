package snippet

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

var pairs = flag.Int("pairs", 5000, "how many random visits TestRuntimeAgrees compares")

// TestRuntimeAgrees asks Go and the runtime the same random questions. `make
// fuzz` runs it with 100,000 pairs and a new seed.
func TestRuntimeAgrees(t *testing.T) {
	const visits = 50
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for done := 0; done < *pairs; {
		var questions []question
		var want [][]decided
		for range 100 { // questions for one start of Node
			g := generator{rand.New(rand.NewPCG(seed, uint64(done)))}
			p := g.project()
			rules, err := engine.Compile(p)
			if err != nil {
				t.Fatal(err)
			}
			q, expect := question{Script: decider(t, p)}, []decided{}
			for range visits {
				v := g.visit(p)
				q.Visits = append(q.Visits, v)
				expect = append(expect, inGo(t, rules, v))
			}
			questions, want = append(questions, q), append(want, expect)
			done += visits
		}
		var got [][]decided
		inNode(t, "", answersJS, questions, &got)
		for i := range want {
			for j := range want[i] {
				same(t, fmt.Sprintf("seed %d, project %d, visit %+v", seed, i, questions[i].Visits[j]), got[i][j], want[i][j])
			}
			if t.Failed() {
				t.Fatalf("the decider was:\n%s", questions[i].Script)
			}
		}
	}
}

func inGo(t testing.TB, rules *engine.Rules, v visit) decided {
	t.Helper()
	var pins []engine.Pin
	for _, p := range v.Pins {
		pins = append(pins, engine.Pin{Experiment: p[0], Variation: p[1]})
	}
	now, known := v.Facts.engine()
	result, err := rules.Decide(engine.Visit{Visitor: v.Visitor, Pins: pins, URL: v.URL, Now: now, Facts: known})
	if err != nil {
		t.Fatal(err)
	}
	answer := decided{}
	for _, d := range result.Decisions {
		one := answer[d.Experiment]
		if one.Reason = string(d.Reason); d.Variation != "" {
			one.Variation = &d.Variation
		}
		answer[d.Experiment] = one
	}
	return answer
}

// generator makes small projects that use everything, and visits that often hit
// what is special about them.
type generator struct{ *rand.Rand }

func (g generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g generator) project() *engine.Project {
	p := emptyProject()
	p.ID = g.one("shop", "constructor", "p-1_x", "7")
	p.HoldoutShare = []int{0, 500, 3000, 10000}[g.IntN(4)]
	for i := range g.IntN(4) {
		p.Pages = append(p.Pages, g.page(fmt.Sprintf("p%d", i)))
	}
	g.audiences(p)
	holdouts := map[string]bool{}
	for i := range 1 + g.IntN(12) {
		p.Experiments = append(p.Experiments, g.experiment(p, i, holdouts))
	}
	for i := range g.IntN(3) {
		p.Groups = append(p.Groups, g.group(p, i))
	}
	for i := range g.IntN(3) {
		p.Holdouts = append(p.Holdouts, engine.Holdout{
			ID: fmt.Sprintf("h%d", i), Salt: g.one("s1", "s2"), Share: 1 + g.IntN(6000), Experiments: g.some(p),
		})
	}
	return valid(p)
}

func (g generator) experiment(p *engine.Project, i int, holdouts map[string]bool) engine.Experiment {
	e := engine.Experiment{
		ID: g.one("", "", "x-", "0", "93000000") + fmt.Sprint(i), Traffic: engine.Whole,
		Status: engine.Status(g.one("running", "running", "running", "running", "paused", "draft")),
	}
	scope := g.one("", "", "[ME]", "[ME]", "[Group_A]", "[Group_A]", "[Group_A_ME]", "[Group_é]", "[ME][Group_é]", "[Group_漢]")
	e.Name = scope + " Experiment"
	if scope != "" && g.IntN(6) == 0 {
		e.Name = scope + " holdout"
		base := map[string]string{"[Group_A_ME]": "[Group_A]", "[ME][Group_é]": "[Group_é]"}
		if b := base[scope]; b != "" {
			scope = b
		}
		if holdouts[scope] {
			e.Status = engine.Paused
		}
		holdouts[scope] = holdouts[scope] || e.Status == engine.Running
		e.Variations = []engine.Variation{{ID: "h", Weight: engine.Whole}}
	} else {
		first := g.IntN(engine.Whole + 1)
		e.Variations = []engine.Variation{{ID: "a", Weight: first}, {ID: "constructor", Weight: 0}, {ID: "b", Weight: engine.Whole - first}}
	}
	if g.IntN(4) == 0 {
		e.Salt = g.one("s1", "s2", "s3")
	}
	if g.IntN(3) == 0 {
		e.Traffic = g.IntN(engine.Whole + 1)
	}
	if g.IntN(5) == 0 {
		e.Forced = map[string]string{g.visitor(): e.Variations[0].ID, "__proto__": e.Variations[0].ID}
	}
	for _, page := range p.Pages {
		if g.IntN(4) == 0 {
			e.Pages = append(e.Pages, page.ID)
		}
	}
	for _, audience := range p.Audiences {
		if g.IntN(5) == 0 && e.Variations[0].ID != "h" { // a holdout has none
			e.Audiences = append(e.Audiences, audience.ID)
		}
	}
	if g.IntN(5) == 0 {
		e.Schedule = g.schedule()
	}
	return e
}

func (g generator) some(p *engine.Project) []string {
	list := []string{}
	for _, e := range p.Experiments {
		if g.IntN(3) == 0 {
			list = append(list, e.ID)
		}
	}
	return list
}

func (g generator) group(p *engine.Project, i int) engine.Group {
	group := engine.Group{ID: fmt.Sprintf("g%d", i), Salt: g.one("s1", "s2"), Sticky: engine.Sticky(g.one("keep", "rebucket")), Archived: g.IntN(6) == 0}
	ranged, at := g.IntN(2) == 0, 0
	for range 1 + g.IntN(4) {
		slot := engine.Slot{Experiments: g.some(p)}
		size := 1 + g.IntN(2500)
		if ranged {
			slot.Ranges = [][]int{{at, at + size/2 + 1}}
		} else {
			slot.Share = size
		}
		at += size + 1
		if g.IntN(3) == 0 {
			slot.Visitors = []string{g.visitor()}
		}
		group.Slots = append(group.Slots, slot)
		if at > 7000 {
			break
		}
	}
	return group
}

func (g generator) page(id string) engine.Page {
	page := engine.Page{ID: id}
	for range 1 + g.IntN(2) {
		page.Include = append(page.Include, g.condition())
	}
	if g.IntN(3) == 0 {
		page.Exclude = append(page.Exclude, g.condition())
	}
	if g.IntN(4) == 0 {
		page.Query = append(page.Query, g.leaf(engine.ClauseQuery))
	}
	if g.IntN(3) == 0 { // a decider knows one address, so both mean the same
		page.Activate = &engine.Activation{On: engine.ActivateOn(g.one("load", "url"))}
	}
	return page
}

func (g generator) condition() engine.Condition {
	switch g.IntN(4) {
	case 0:
		return engine.Condition{Match: engine.Simple, Value: g.one("", "http://", "https://", "//") + g.address()}
	case 1:
		return engine.Condition{Match: engine.Exact, Value: g.one("http://", "https://", "HTTPS://") + g.address() + g.one("", "?", "?a=1", "?a=1#x")}
	case 2:
		return engine.Condition{Match: engine.Substring, Value: g.one("hats", "/", "a=1", "漢", ".", "(", "\\", "😀", "-", "é?")}
	default:
		return engine.Condition{Match: engine.Regex, Value: g.one(`hats(/|$)`, `^https?://[^/]*shop`, `(?i)HATS`, `\bhats\b`, `[^a-z]hats`, `[\w-]+\.example`, `\d{2,3}`,
			`.*😀`, `^.{3,9}:`, `[\p{Greek}é-]`, `(?s)a.b|c`, `x*?$`, `(?i)k`, `\.|\/|\-`, `[+--]`, `[-.]x?`, `(hats){2}`, `\x{1F600}`, `[^\x00-\x{10FFFF}]`, `a|`, `^$`, `[[:alpha:]]\B`)}
	}
}

func (g generator) address() string {
	return g.one("", "www.", "WWW.", "me:x@", "a@b@") + g.one("shop.example", "Shop.Example", "[::1]", "hats", "localhost", "[::1") +
		g.one("", "", ":", ":80", ":443", ":8080", ":0080", "::80") + g.one("", "/", "/hats", "/hats/", "/Hats/12", "//x", "/a:80/@b", "/😀é漢", "/k\u212a")
}

func (g generator) visitor() string {
	return g.one("v1", "v2", "constructor", "__proto__", "é漢🚀", fmt.Sprintf("%032x", g.Uint64()), "visitor-7", "hasOwnProperty")
}

func (g generator) visit(p *engine.Project) visit {
	v := visit{
		Visitor: g.visitor(), Pins: [][2]string{},
		URL:   g.one("", "http:", "https:", "HTTPS:", "ftp:", "x-y.z+1:", "1:", ":") + g.one("//", "//", "//", "", "/") + g.address() + g.one("", "?", "??", "?a=1", "?a=1?b#c?d", "#x?a=1", "\n", "?"+g.query(), "?"+g.query()),
		Facts: g.facts(),
	}
	if g.IntN(3) == 0 {
		v.Visitor = fmt.Sprintf("%016x%016x", g.Uint64(), g.Uint64())
	}
	for range g.IntN(5) {
		e := p.Experiments[g.IntN(len(p.Experiments))]
		v.Pins = append(v.Pins, [2]string{e.ID, g.one("a", "b", "h", "constructor", "gone")})
	}
	return v
}
