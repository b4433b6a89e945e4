package snippet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

// modules are the runtime's files that have bytes in the file of an entry.
func modules(t *testing.T, f features) (names []string, bytes int) {
	t.Helper()
	result := api.Build(buildOptions(f.entry(), true))
	if len(result.Errors) > 0 {
		t.Fatal(result.Errors[0].Text)
	}
	var meta struct {
		Outputs map[string]struct {
			Bytes  int
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		t.Fatal(err)
	}
	for _, output := range meta.Outputs {
		bytes = output.Bytes
		for input, in := range output.Inputs {
			if name, ours := strings.CutPrefix(input, "runtime:"); ours && in.BytesInOutput > 0 {
				names = append(names, strings.TrimSuffix(name, ".ts"))
			}
		}
	}
	slices.Sort(names)
	return names, bytes
}

// TestUnusedModulesAddNothing: a project that uses nothing has the core alone,
// and each feature adds its own files and no other.
func TestUnusedModulesAddNothing(t *testing.T) {
	core := []string{"api", "cookies", "decide", "domain", "guard", "hash", "jar", "pins", "reveal", "start", "visitor"}
	none, smallest := modules(t, features{})
	if !slices.Equal(none, core) {
		t.Fatalf("a project without anything has %v, want %v", none, core)
	}
	used := map[string]bool{}
	for _, c := range []struct {
		features features
		adds     []string
	}{
		{features{exclusive: true}, []string{"draw", "exclusive"}},
		{features{exclusive: true, layers: true}, []string{"draw", "layers"}},
		{features{holdouts: true}, []string{"holdouts"}},
		{features{slots: true}, []string{"slots"}},
		{features{slots: true, rebucket: true}, []string{"slots"}},
		{features{forced: true}, []string{"forced"}},
		{features{traffic: true}, []string{"outside"}},
		{features{pages: true, regex: true}, []string{"pages"}},
		{features{pages: true, simple: true}, []string{"address", "pages"}},
		{features{css: true}, []string{"style"}},
		{features{script: true}, nil},
		{features{selector: true}, []string{"arrive"}},
		{features{preview: true}, []string{"preview"}},
	} {
		names, bytes := modules(t, c.features)
		var added []string
		for _, name := range names {
			used[name] = true
			if !slices.Contains(core, name) {
				added = append(added, name)
			}
		}
		if !slices.Equal(added, c.adds) || bytes < smallest {
			t.Errorf("%+v adds %v (%d bytes), want %v", c.features, added, bytes-smallest, c.adds)
		}
	}
	preview, _ := modules(t, features{use: forcing})
	for _, name := range append(preview, "decider", "types", "utf8") {
		used[name] = true
	}
	files, err := filepath.Glob("runtime/*.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".ts"); !used[name] {
			t.Errorf("no entry uses %s: take it away, or add its feature here", file)
		}
	}
	for _, only := range []string{"badge", "force"} {
		if !slices.Contains(preview, only) || slices.Contains(none, only) {
			t.Errorf("%s belongs into the preview alone", only)
		}
	}
}

// everything is a project that uses every part of the form.
func everything() *engine.Project {
	p := emptyProject()
	p.Pages = []engine.Page{
		{ID: "home", Include: []engine.Condition{{Match: engine.Simple, Value: "https://www.shop.example/"}, {Match: engine.Exact, Value: "https://shop.example/?a=1"}}},
		{ID: "hats", Include: []engine.Condition{{Match: engine.Regex, Value: `/hats/\d+$`}}, Exclude: []engine.Condition{{Match: engine.Substring, Value: "/admin"}}},
	}
	p.Experiments = []engine.Experiment{
		{
			ID: "7", Name: "[ME] Secret hero", Status: engine.Running, Traffic: 2500, Salt: "s", Pages: []string{"home", "hats"}, Forced: map[string]string{"visitor-7": "b"},
			Variations: []engine.Variation{{ID: "a", Weight: 3334}, {ID: "b", Weight: 6666, Name: "Secret variation", Value: "secret value", Changes: []engine.Change{
				{Type: engine.CSS, Code: "h1 { color: red }"},
				{Type: engine.JavaScript, Code: "document.title = 'x'"},
				{Type: engine.JavaScript, Selector: "h1", Code: "element.textContent = 'Hello'"},
			}}},
		},
		{ID: "8", Name: "[Group_A] holdout", Status: engine.Running, Traffic: engine.Whole, Variations: []engine.Variation{{ID: "h", Weight: engine.Whole}}},
		{ID: "9", Name: "[Group_A] Secret shared", Status: engine.Running, Traffic: engine.Whole, Variations: []engine.Variation{{ID: "a", Weight: engine.Whole}}},
		{ID: "10", Name: "Secret draft", Status: engine.Draft, Traffic: engine.Whole, Pages: []string{"home"}, Variations: []engine.Variation{{ID: "draft1", Weight: engine.Whole, Changes: []engine.Change{
			{Type: engine.JavaScript, Code: "secret()"},
		}}}},
	}
	p.Groups = []engine.Group{
		{ID: "secretgroup", Salt: "g", Sticky: engine.Rebucket, Slots: []engine.Slot{{Share: 2500, Experiments: []string{"7", "10"}}, {Share: 2500, Experiments: []string{"9"}, Visitors: []string{"visitor-7"}}}},
		{ID: "k", Salt: "k", Sticky: engine.Keep, Slots: []engine.Slot{{Ranges: [][]int{{0, 10}, {9000, 10000}}, Experiments: []string{"9"}}}},
		{ID: "retired", Archived: true, Sticky: engine.Keep, Slots: []engine.Slot{{Share: 1, Experiments: []string{"7"}}}},
		{ID: "idle", Sticky: engine.Keep, Slots: []engine.Slot{{Share: 1, Experiments: []string{"10"}}}},
	}
	p.Holdouts = []engine.Holdout{{ID: "h1", Share: 500, Experiments: []string{"7", "10"}}, {ID: "idle", Share: 500, Experiments: []string{"10"}}}
	return valid(p)
}

func TestNothingSecretIsPublic(t *testing.T) {
	file := strings.ToLower(string(build(t, everything())))
	for _, secret := range []string{"secret", "draft1", "\"10\"", "idle", "retired", "home", "hero"} {
		if strings.Contains(file, secret) {
			t.Errorf("the file contains %q", secret)
		}
	}
}

// TestGolden holds what is printed for a project that uses everything: the
// entries and the data. UPDATE=1 rewrites; read the difference.
func TestGolden(t *testing.T) {
	rules, err := engine.Compile(everything())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, purpose := range []use{visiting, forcing, deciding} {
		others := rules.Others([]string{"10"})
		shown := append(slices.Clone(rules.Experiments), others...)
		f := featuresOf(rules, shown)
		f.use, f.preview = purpose, purpose == visiting
		data, err := newPrinter(rules, shown, f.excludes, testBuilder.code).project(3, others)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s\n%s\n\n", f.entry(), strings.ReplaceAll(data, "],[", "],\n["))
	}
	const file = "testdata/everything.golden"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("what is printed differs from %s; run UPDATE=1 and read the difference.\n%s", file, text.String())
	}
}
