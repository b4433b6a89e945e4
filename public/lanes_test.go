package public

import (
	"encoding/json"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// experiment is what state.json says of a running one, as far as lanes need it.
type experiment struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Status string  `json:"status"`
	Scope  string  `json:"scope"`
	Role   string  `json:"role"`
	LetIn  float64 `json:"letIn"`
	Enters float64 `json:"enters"`
}

func experimentsOf(r *engine.Rules) (list []experiment) {
	for i, s := range r.Shares() {
		e := r.Experiments[i]
		role := []string{"shared", "exclusive", "holdout"}[e.Role]
		list = append(list, experiment{e.ID, e.Name, "running", e.Scope, role, s.LetIn, s.Enters})
	}
	return list
}

type counts struct {
	Visitors, ToGroups, Together, HeldOut, Leaked int
	LetIn, Enters, Sharing                        map[string]int
}

type layer struct {
	Tag   string
	From  float64
	Cells []struct {
		Kind  string
		Exact float64
		Count int
	}
}

// run runs a module of the demo's scripts in Node; what it passes to say comes
// back as JSON.
func run(t *testing.T, decider string, experiments []experiment, module string, answer any) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the scripts of the demo need node to be tested")
	}
	given, err := json.Marshal(experiments)
	if err != nil {
		t.Fatal(err)
	}
	built := api.Build(api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents: `import { exclude } from "./experiments.js"; import { measure, margin } from "./measure.js"; import { layersOf } from "./layers.js";
				const experiments = ` + string(given) + `; const say = (value) => console.log(JSON.stringify(value)); const quiet = () => {};
				const main = async () => {` + module + `}; main(); globalThis.used = [exclude, measure, margin, layersOf, quiet];`,
			ResolveDir: "demo",
		},
		Bundle: true, Format: api.FormatIIFE, Platform: api.PlatformNode,
	})
	if len(built.Errors) > 0 {
		t.Fatal(built.Errors[0].Text)
	}
	cmd := exec.Command(node, "-")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	cmd.Stdin = strings.NewReader(decider + ";\n" + string(built.OutputFiles[0].Contents))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
}

func decider(t *testing.T, r *engine.Rules) string {
	t.Helper()
	code, err := snippet.NewBuilder().Decider(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(code)
}

func TestLanesKnowWhatExcludes(t *testing.T) {
	// From the text: [ME] excludes all that is tagged; in group A, 5, 6
	// and the holdout exclude all members, 8 and 9 do not exclude each other.
	want := map[string]string{
		"1": "2 4 5 6 7 8 9", "2": "1 4 5 6 7 8 9", "3": "", "4": "1 2 5 6 7 8 9", "5": "1 2 4 6 7 8 9",
		"6": "1 2 4 5 7 8 9", "7": "1 2 4 5 6 8 9", "8": "1 2 4 5 6 7", "9": "1 2 4 5 6 7",
	}
	var got map[string]string
	run(t, "", experimentsOf(compile(t)), `
		say(Object.fromEntries(experiments.map((a) => [a.id, experiments.filter((b) => b !== a && exclude(a, b)).map((b) => b.id).join(" ")])));`, &got)
	for id, others := range want {
		if got[id] != others {
			t.Errorf("%s excludes %q, want %q", id, got[id], others)
		}
	}
}

func TestLanesMeasureTheRuntime(t *testing.T) {
	const visitors = 4000
	rules := compile(t)
	experiments := experimentsOf(rules)
	var c counts
	run(t, decider(t, rules), experiments, `say(await measure(experiments, 4000, "https://shop.example/demo/", quiet));`, &c)

	if c.Visitors != visitors || c.Together != 0 || c.Leaked != 0 {
		t.Errorf("of %d visitors %d met two that exclude each other, and %d met a holdout's scope", c.Visitors, c.Together, c.Leaked)
	}
	if c.HeldOut != c.LetIn["4"]+c.LetIn["7"] || c.ToGroups != visitors-c.LetIn["1"]-c.LetIn["2"]-c.LetIn["4"] {
		t.Errorf("the counts contradict each other: %+v", c)
	}
	for _, e := range experiments {
		// Six standard errors: by chance one run in a hundred million.
		allowed := 6 * math.Sqrt(e.LetIn*(1-e.LetIn)/visitors)
		if got := float64(c.LetIn[e.ID]) / visitors; math.Abs(got-e.LetIn) > allowed+1e-9 || c.Enters[e.ID] != c.LetIn[e.ID] {
			t.Errorf("experiment %s let in %.4f of the visitors, and %d entered; want %.4f", e.ID, got, c.Enters[e.ID], e.LetIn)
		}
	}
}

// A runtime that lets everybody in everywhere must not pass for a good one.
func TestLanesSeeABrokenRuntime(t *testing.T) {
	rules := compile(t)
	broken := `globalThis.lanekeeperDecide = () => Object.fromEntries([1,2,3,4,5,6,7,8,9].map((id) => [id, {variation: id + "a", reason: "bucketed"}]));`
	var c counts
	run(t, broken, experimentsOf(rules), `say(await measure(experiments, 100, "", quiet));`, &c)
	if c.Together != 100 || c.Leaked != 100 || c.HeldOut != 100 {
		t.Errorf("a broken runtime was counted as %+v", c)
	}
}

func TestLayersFillTheirBars(t *testing.T) {
	all := compile(t)
	for name, keep := range map[string][]string{
		"all":               {"1", "2", "3", "4", "5", "6", "7", "8", "9"},
		"no [ME]":           {"3", "5", "6", "7", "8", "9"},
		"no groups":         {"1", "2", "4"},
		"a holdout, alone":  {"4"},
		"group, holdout":    {"1", "7"},
		"one shared member": {"1", "9"},
		"untagged":          {"3"},
	} {
		t.Run(name, func(t *testing.T) {
			p := *all.Project
			p.Experiments = slices.DeleteFunc(slices.Clone(p.Experiments), func(e engine.Experiment) bool { return !slices.Contains(keep, e.ID) })
			rules, err := engine.Compile(&p)
			if err != nil {
				t.Fatal(err)
			}
			var got []layer
			run(t, decider(t, rules), experimentsOf(rules), `say(layersOf(experiments, await measure(experiments, 1000, "/demo/", quiet)));`, &got)
			if len(got) == 0 {
				t.Fatal("no layer")
			}
			me := 0.0
			for _, l := range got {
				exact, count := l.From, 0
				for _, c := range l.Cells {
					exact += c.Exact
					count += c.Count
					if l.Tag == "[ME]" && c.Kind != "groups" && c.Kind != "rest" {
						me += c.Exact
					}
				}
				if math.Abs(exact-1) > 1e-9 || l.Tag != "[Group_A]" && count != 1000 {
					t.Errorf("layer %s ends at %v with %d visitors", l.Tag, exact, count)
				}
				if l.Tag == "[Group_A]" && math.Abs(l.From-me) > 1e-9 {
					t.Errorf("the group's bar begins at %v, where [ME] has %v", l.From, me)
				}
			}
		})
	}
}
