package snippet

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// clauseVector is one case of engine/testdata/audiences.json; its form is
// explained in engine/audience_vectors_test.go.
type clauseVector struct {
	Name   string
	Clause json.RawMessage
	Facts  struct {
		URL, Device, Browser, OS, TimeZone string
		Cookies                            map[string]string
		Referrer                           *string
		Languages                          []string
		Version                            int
		Viewport                           *int
		Created                            *time.Time
		Attributes                         map[string]any
		DataLayer                          any
	}
	Now     time.Time
	Browser bool
}

// facts are a visit's, in the form of runtime/decider.ts.
type facts struct {
	Now        float64        `json:"now,omitempty"`
	Cookie     string         `json:"cookie,omitempty"`
	Referrer   string         `json:"referrer,omitempty"`
	Languages  []string       `json:"languages,omitempty"`
	TimeZone   string         `json:"timeZone,omitempty"`
	Viewport   *int           `json:"viewport,omitempty"`
	Device     string         `json:"device,omitempty"`
	Browser    string         `json:"browser,omitempty"`
	Version    int            `json:"version,omitempty"`
	OS         string         `json:"os,omitempty"`
	Created    float64        `json:"created,omitempty"`
	Attributes map[string]any `json:"attributes,omitempty"`
	DataLayer  any            `json:"dataLayer,omitempty"`
}

func (v *clauseVector) facts() *facts {
	f := &facts{
		Languages: v.Facts.Languages, TimeZone: v.Facts.TimeZone, Viewport: v.Facts.Viewport, Device: v.Facts.Device, Browser: v.Facts.Browser,
		Version: v.Facts.Version, OS: v.Facts.OS, Attributes: v.Facts.Attributes, DataLayer: v.Facts.DataLayer, Now: seconds(&v.Now), Created: seconds(v.Facts.Created),
	}
	if v.Facts.Referrer != nil {
		f.Referrer = *v.Facts.Referrer
	}
	var pairs []string
	for name, value := range v.Facts.Cookies {
		pairs = append(pairs, name+"="+value)
	}
	slices.Sort(pairs)
	f.Cookie = strings.Join(pairs, "; ")
	return f
}

func seconds(t *time.Time) float64 {
	if t == nil || t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// project is one with an experiment for the vector's audience.
func (v *clauseVector) project(t testing.TB) *engine.Project {
	t.Helper()
	form := fmt.Sprintf(`{"id": "shop", "force": "off", "audiences": [{"id": "a", "when": %s}],
		"experiments": [{"id": "1", "name": "one", "status": "running", "audiences": ["a"], "variations": [{"weight": 5000}, {"weight": 5000}]}]}`, v.Clause)
	p, err := engine.Read([]byte(form), nil)
	if err != nil {
		t.Fatal(v.Name, err)
	}
	return p
}

// asks reports whether the vector has a clause of one of these types.
func (v *clauseVector) asks(types ...string) bool {
	return slices.ContainsFunc(types, func(name string) bool { return strings.Contains(string(v.Clause), `"type": "`+name+`"`) })
}

func clauseVectors(t testing.TB) (vectors []clauseVector) {
	readJSON(t, "../engine/testdata/audiences.json", &vectors)
	return vectors
}

// audienceVectors asks deciders; they run no JavaScript conditions.
func audienceVectors(t *testing.T, run runner) {
	var questions []question
	vectors := slices.DeleteFunc(clauseVectors(t), func(v clauseVector) bool {
		// A browser always knows the address and the referrer, if only that there is none.
		return v.asks("code") || v.asks("source") && (v.Facts.URL == "" || v.Facts.Referrer == nil)
	})
	for _, v := range vectors {
		questions = append(questions, question{Script: decider(t, v.project(t)), Visits: []visit{{Visitor: "v", URL: v.Facts.URL, Facts: v.facts()}}})
	}
	var got [][]decided
	run(t, "", answersJS, questions, &got)
	for i, v := range vectors {
		if in := got[i][0]["1"].Reason == "bucketed"; in != v.Browser {
			t.Errorf("%s: %t (%s), want %t\n%s", v.Name, in, got[i][0]["1"].Reason, v.Browser, questions[i].Script)
		}
	}
}

// scheduleVectors asks deciders at all moments of testdata/schedules.json.
func scheduleVectors(t *testing.T, run runner) {
	var vectors []struct {
		Name        string
		Schedule    json.RawMessage
		Runs, Rests []time.Time
	}
	readJSON(t, "../engine/testdata/schedules.json", &vectors)
	var questions []question
	for _, v := range vectors {
		p, err := engine.Read(fmt.Appendf(nil, `{"id": "shop", "experiments": [{"id": "1", "name": "one", "status": "running", "schedule": %s,
			"variations": [{"weight": 5000}, {"weight": 5000}]}]}`, v.Schedule), nil)
		if err != nil {
			t.Fatal(v.Name, err)
		}
		q := question{Script: decider(t, p), Visits: []visit{{Visitor: "v"}}}
		for _, at := range append(v.Runs, v.Rests...) {
			q.Visits = append(q.Visits, visit{Visitor: "v", Facts: &facts{Now: max(1e-3, seconds(&at))}}) // 0 is none
		}
		questions = append(questions, q)
	}
	var got [][]decided
	run(t, "", answersJS, questions, &got)
	for i, v := range vectors {
		for j, d := range got[i] {
			want := "bucketed" // the first has no moment
			if j > len(v.Runs) {
				want = "schedule"
			}
			if d["1"].Reason != want {
				t.Errorf("%s: moment %d: %s, want %s", v.Name, j, d["1"].Reason, want)
			}
		}
	}
}

// inPagesJS runs snippets as pages do, with as much of a page as they need.
const inPagesJS = `(cases) => cases.map(({ script, url, facts }) => {
	const { href, host, hostname, pathname, search, protocol } = new URL(url);
	let jar = facts.cookie ? facts.cookie.split("; ") : [];
	if (facts.created) jar.push("lk_visitor=" + "0".repeat(32) + "." + facts.created.toString(36));
	const page = {
		location: { href, host, hostname, pathname, search, protocol }, crypto, console: { error(...what) { page.said.push(String(what)) } }, innerWidth: facts.viewport,
		navigator: { languages: facts.languages || [] }, dataLayer: facts.dataLayer, lanekeeper: [{ type: "attributes", attributes: facts.attributes }],
		document: {
			referrer: facts.referrer || "", addEventListener() {},
			get cookie() { return jar.join("; ") },
			set cookie(text) {
				const pair = text.split(";")[0], name = pair.split("=")[0] + "=";
				if (/;domain=/.test(text)) return;
				jar = jar.filter((other) => !other.startsWith(name)).concat(/max-age=0/.test(text) ? [] : pair);
			},
		},
		addEventListener() {}, setTimeout() {}, requestAnimationFrame() {}, told: [], said: [],
	};
	page.lanekeeper.push({ type: "on", event: "error", do: ({ error }) => page.told.push(String(error)) });
	page.window = page;
	const vm = require("vm"), context = vm.createContext(page);
	context.now = facts.now * 1e3; context.zone = facts.timeZone;
	vm.runInContext("if (now) Date.now = () => now; Intl.DateTimeFormat = () => ({ resolvedOptions: () => ({ timeZone: zone }) });", context);
	vm.runInContext(script, context);
	const decisions = page.lanekeeper.get("decisions");
	if (!decisions) throw page.said;
	return { reason: decisions["1"]?.reason, told: page.told, layers: page.lanekeeper.get("layers") };
})`

type inPage struct {
	Script string `json:"script"`
	URL    string `json:"url"`
	Facts  *facts `json:"facts"`
}

// What deciders answer, pages answer, of what a browser can say at all: an
// address and a referrer as browsers write them.
func TestAudiencesInPages(t *testing.T) {
	var cases []inPage
	var vectors []clauseVector
	for _, v := range clauseVectors(t) {
		f, address := v.facts(), v.Facts.URL
		if address == "" && !v.asks("query", "utm", "source") {
			address = "https://shop.example/"
		}
		switch {
		case v.asks("visitor", "age") && f.Created == 0: // a page knows
		case v.asks("source") && v.Facts.Referrer == nil: // likewise
		case v.asks("device", "browser", "os"): // agent_test.go has all that matters
		case !written(address) || f.Referrer != "" && !written(f.Referrer):
		default:
			vectors = append(vectors, v)
			cases = append(cases, inPage{string(build(t, v.project(t))), address, f})
		}
	}
	if len(cases) < 200 {
		t.Errorf("only %d vectors are of pages", len(cases))
	}
	var got []struct {
		Reason string
		Told   []string
	}
	inNode(t, "", inPagesJS, cases, &got)
	for i, v := range vectors {
		if in := got[i].Reason == "bucketed"; in != v.Browser || got[i].Reason != "audience" && !in {
			t.Errorf("%s: %s, want %t\n%s", v.Name, got[i].Reason, v.Browser, cases[i].Script)
		}
		if throws := strings.Contains(string(v.Clause), "throw"); (len(got[i].Told) > 0) != throws {
			t.Errorf("%s: told %v", v.Name, got[i].Told)
		}
	}
}

// written reports whether a browser writes an address so.
func written(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Path == "" || strings.Contains(address, " ") {
		return false
	}
	port := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return u.Host != "" && u.Host == strings.ToLower(u.Host) && u.Port() != port && !strings.HasSuffix(u.Host, ":") && !strings.Contains(address, "#")
}

// A JavaScript condition that throws is false, wherever it stands, and told.
func TestConditionThatThrows(t *testing.T) {
	conditions := []struct {
		clause string
		in     bool
	}{
		{`{"type": "code", "code": "return 1"}`, true},
		{`{"type": "code", "code": "return ''"}`, false},
		{`{"type": "code", "code": "throw Error('broken')"}`, false},
		{`{"not": {"type": "code", "code": "throw Error('broken')"}}`, true},
		{`{"any": [{"type": "code", "code": "throw Error('broken')"}, {"type": "code", "code": "return window.innerWidth"}]}`, true},
		{`{"all": [{"type": "code", "code": "throw Error('broken')"}, {"type": "code", "code": "return 1"}]}`, false},
	}
	width := 800
	var cases []inPage
	for _, c := range conditions {
		v := clauseVector{Name: c.clause, Clause: json.RawMessage(c.clause)}
		cases = append(cases, inPage{string(build(t, v.project(t))), "https://shop.example/", &facts{Viewport: &width}})
	}
	var got []struct {
		Reason string
		Told   []string
	}
	inNode(t, "", inPagesJS, cases, &got)
	for i, c := range conditions {
		if (got[i].Reason == "bucketed") != c.in {
			t.Errorf("%s: %s", c.clause, got[i].Reason)
		}
		want := "[]"
		if strings.Contains(c.clause, "throw") {
			want = "[Error: broken]"
		}
		if fmt.Sprint(got[i].Told) != want {
			t.Errorf("%s: told %v, want %s", c.clause, got[i].Told, want)
		}
	}
}

// Every piece of code of the project is checked, and its place told.
func TestCheckConditions(t *testing.T) {
	p, err := engine.Read([]byte(`{"id": "shop",
		"pages": [{"id": "p", "include": [{"match": "substring", "value": "/"}], "activate": {"on": "condition", "code": "return (\n1"}}],
		"audiences": [{"id": "a", "when": {"any": [{"all": [{"type": "viewport", "min": 1}, {"not": {"type": "code", "code": "}"}}]}, {"type": "code", "code": "return 1"}]}}],
		"experiments": [{"id": "1", "name": "one", "status": "draft", "waitFor": {"code": "a b"}, "audiences": ["a"], "pages": ["p"], "variations": [{"weight": 10000}]}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	var e *engine.Error
	if !errors.As(testBuilder.Check(p), &e) {
		t.Fatal("nothing was found")
	}
	var found []string
	for _, problem := range e.Problems {
		found = append(found, fmt.Sprintf("%s %d:%d", problem.Path, problem.Line, problem.Column))
	}
	want := "pages[0].activate.code 2:2, audiences[0].when.any[0].all[1].not.code 1:1, experiments[0].waitFor.code 1:3"
	if got := strings.Join(found, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Nothing of audiences that no running experiment asks for is public.
func TestAudiencesOfOthersAreNotPublic(t *testing.T) {
	p, err := engine.Read([]byte(`{"id": "shop", "audiences": [{"id": "secret", "when": {"type": "cookie", "name": "of-a-draft"}}, {"id": "used", "when": {"type": "cookie", "name": "of-one-that-runs"}}],
		"experiments": [{"id": "1", "name": "one", "status": "running", "audiences": ["used"], "variations": [{"weight": 10000}]},
		{"id": "2", "name": "two", "status": "draft", "audiences": ["secret", "used"], "schedule": {"start": "2099-01-01T00:00", "zone": "UTC"}, "variations": [{"weight": 10000}]}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	file := string(build(t, p))
	if !strings.Contains(file, "of-one-that-runs") || strings.Contains(file, "of-a-draft") || strings.Contains(file, "secret") {
		t.Errorf("the file is\n%s", file)
	}
}

// A layer that nobody is in now is not there: exposures do not tell of it.
func TestLayersGoWithTheirExperiments(t *testing.T) {
	p, err := engine.Read([]byte(`{"id": "shop", "experiments": [
		{"id": "1", "name": "[ME] one", "status": "running", "schedule": {"stop": "2026-01-01T00:00", "zone": "UTC"}, "variations": [{"weight": 10000}]},
		{"id": "2", "name": "two", "status": "running", "variations": [{"weight": 10000}]}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	script := string(build(t, p))
	var cases []inPage
	for _, year := range []int{2025, 2027} {
		at := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		cases = append(cases, inPage{script, "https://shop.example/", &facts{Now: seconds(&at)}})
	}
	var got []struct {
		Reason string
		Layers map[string]*string
	}
	inNode(t, "", inPagesJS, cases, &got)
	if text := fmt.Sprintf("%s %d %s %d", got[0].Reason, len(got[0].Layers), got[1].Reason, len(got[1].Layers)); text != "bucketed 1 schedule 0" {
		t.Error(text)
	}
}

// Nothing that somebody typed into a condition can leave its place in the file.
func TestHostileClauses(t *testing.T) {
	hostile := "\"'`\\</script><!--\u2028\u2029${alert(1)}*/ //\n😀]"
	name, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	var clauses []string
	for _, kind := range []string{"query", "cookie", "attribute", "dataLayer"} {
		for _, match := range []string{"exact", "substring"} {
			clauses = append(clauses, fmt.Sprintf(`{"type": %q, "name": %s, "match": %q, "value": %s}`, kind, name, match, name))
		}
	}
	v := clauseVector{Clause: json.RawMessage(`{"any": [` + strings.Join(clauses, ", ") + `]}`)}
	p := v.project(t)
	if file := string(build(t, p)); strings.Contains(file, "</script") || strings.Contains(file, "\u2028") {
		t.Errorf("the file is\n%s", file)
	}
	q := question{Script: decider(t, p), Visits: []visit{
		{Visitor: "v", URL: "https://shop.example/", Facts: &facts{Attributes: map[string]any{hostile: hostile}}},
		{Visitor: "v", URL: "https://shop.example/", Facts: &facts{Attributes: map[string]any{"other": hostile}}},
	}}
	var got [][]decided
	inNode(t, "", answersJS, []question{q}, &got)
	if in, out := got[0][0]["1"].Reason, got[0][1]["1"].Reason; in != "bucketed" || out != "audience" {
		t.Error(in, out)
	}
}
