package snippet

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// visit is what Go and the runtime are both asked.
type visit struct {
	Visitor string      `json:"visitor"`
	Pins    [][2]string `json:"pins"`
	URL     string      `json:"url"`
	Facts   *facts      `json:"facts,omitempty"`
}

// decided is what a runtime answers, by experiment.
type decided map[string]struct {
	Variation *string `json:"variation"`
	Reason    string  `json:"reason"`
}

// question is one project's decider and the visits to decide.
type question struct {
	Script string  `json:"script"`
	Visits []visit `json:"visits"`
}

// answersJS decides every question; Node and browsers run the same text.
const answersJS = `(questions) => questions.map(({ script, visits }) => {
	(0, eval)(script);
	return visits.map(({ visitor, pins, url, facts }) => lanekeeperDecide(visitor, pins || [], url, facts));
})`

// inNode calls a JavaScript function, given as text, with input, in Node, and
// reads its answer. prelude runs before.
func inNode(t testing.TB, prelude, function string, input, output any) {
	t.Helper()
	question, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "run.cjs")
	script := prelude + `
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify((` + function + `)(input)));`
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", file)
	cmd.Stdin = bytes.NewReader(question)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	answer, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.Bytes())
	}
	if err := json.Unmarshal(answer, output); err != nil {
		t.Fatal(err)
	}
}

// partsJS bundles pieces of the runtime that vectors test by themselves.
func partsJS(t testing.TB) string {
	t.Helper()
	built, err := bundle(`import { ticket, bucket } from "./hash"; import { readPins, readVisitor } from "./cookies"; import { utf8 } from "./utf8";
globalThis.parts = { ticket, bucket, utf8, readPins, readVisitor, project: ` + projectPlace + ` };`)
	if err != nil {
		t.Fatal(err)
	}
	return built.before + "0" + built.after
}

// visitVectors are those of the engine, as questions, with the expected answers.
func visitVectors(t testing.TB) (names []string, questions []question, want [][]decided) {
	t.Helper()
	var vectors []struct {
		Name    string
		Project json.RawMessage
		Cases   []struct {
			visit
			Expect decided
		}
	}
	readJSON(t, "../engine/testdata/decisions.json", &vectors)
	for _, v := range vectors {
		p, err := engine.Read(v.Project, nil)
		if err != nil {
			t.Fatal(err)
		}
		q, expect := question{Script: decider(t, p)}, []decided{}
		for _, c := range v.Cases {
			q.Visits = append(q.Visits, c.visit)
			expect = append(expect, c.Expect)
		}
		names, questions, want = append(names, v.Name), append(questions, q), append(want, expect)
	}
	return names, questions, want
}

// addressVectors are those of the engine, as questions about one experiment on
// one page, with whether the page is active.
func addressVectors(t testing.TB) (questions []question, want [][]bool) {
	t.Helper()
	var vectors []struct {
		Page             engine.Page
		Active, Inactive []string
	}
	readJSON(t, "../engine/testdata/urls.json", &vectors)
	for _, v := range vectors {
		p := emptyProject()
		v.Page.ID = "p"
		p.Pages = []engine.Page{v.Page}
		p.Experiments = []engine.Experiment{twoVariations("1", "one", "p", engine.Change{Type: engine.CSS, Code: "a{}"})}
		q, expect := question{Script: decider(t, valid(p))}, []bool{}
		for _, url := range append(v.Active, v.Inactive...) {
			q.Visits = append(q.Visits, visit{Visitor: "v", URL: url})
			expect = append(expect, len(expect) < len(v.Active))
		}
		questions, want = append(questions, q), append(want, expect)
	}
	return questions, want
}

func decider(t testing.TB, p *engine.Project) string {
	t.Helper()
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	script, err := testBuilder.Decider(rules)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// testBuilder is shared by all tests, as a server shares one.
var testBuilder = NewBuilder()

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// same compares an answer with what is expected.
func same(t testing.TB, what string, got, want decided) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d decisions, want %d", what, len(got), len(want))
	}
	for id, w := range want {
		g := got[id]
		if g.Reason != w.Reason || (g.Variation == nil) != (w.Variation == nil) || g.Variation != nil && *g.Variation != *w.Variation {
			t.Errorf("%s: experiment %s: %s %s, want %s %s", what, id, text(g.Variation), g.Reason, text(w.Variation), w.Reason)
		}
	}
}

func text(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}
