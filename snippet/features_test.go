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
	return modulesOf(t, f.entry())
}

func modulesOf(t *testing.T, entry string) (names []string, bytes int) {
	t.Helper()
	result := api.Build(buildOptions(entry, true))
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
	core := []string{"api", "cookies", "decide", "domain", "guard", "hash", "jar", "pins", "start", "visitor"}
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
		{features{pages: true, regex: true}, nil},
		{features{pages: true, regex: true, excludes: true}, []string{"pages"}},
		{features{pages: true, simple: true}, []string{"place"}},
		{features{pages: true, exact: true}, []string{"place"}},
		{features{css: true}, []string{"style"}},
		{features{script: true}, nil},
		{features{selector: true}, []string{"arrive", "style"}},
		{declaring(engine.SetText), []string{"change_style", "change_text", "changes", "content", "keep", "spare", "watch"}},
		{declaring(engine.SetHTML), []string{"change_html", "change_style", "changes", "content", "keep", "parse", "spare", "watch"}},
		{declaring(engine.SetAttribute), []string{"change_attribute", "change_style", "changes", "keep", "watch"}},
		{declaring(engine.SetClass), []string{"change_attribute", "change_class", "change_style", "changes", "keep", "watch"}},
		{declaring(engine.SetStyle), []string{"change_style", "changes", "keep", "watch"}},
		{declaring(engine.SetImage), []string{"change_attribute", "change_image", "change_style", "changes", "keep", "watch"}},
		{declaring(engine.Insert), []string{"change_insert", "change_style", "changes", "keep", "parse", "watch"}},
		{declaring(engine.Remove), []string{"change_remove", "change_style", "changes", "keep", "spare", "watch"}},
		{declaring(engine.Move), []string{"change_move", "change_style", "changes", "keep", "spare", "watch"}},
		{features{changeFeatures: changeFeatures{redirects: true}}, []string{"redirect"}},
		{features{script: true, changeFeatures: changeFeatures{lane: true}}, []string{"arrive", "lane", "style"}},
		{features{css: true, changeFeatures: changeFeatures{named: true}}, []string{"named", "style"}},
		{living(features{}), []string{"expose", "follow", "live", "reveal", "turn"}},
		{living(features{pages: true, regex: true, moving: true}), []string{"expose", "follow", "live", "moving", "navigation", "reveal", "turn"}},
		{living(features{pages: true, regex: true, moving: true, moments: true}), []string{"expose", "follow", "hooked", "live", "moments", "moving", "navigation", "reveal", "turn", "watch"}},
		{living(features{moments: true, waits: true}), []string{"expose", "follow", "hooked", "live", "moments", "reveal", "turn", "watch"}},
		{living(features{css: true}), []string{"expose", "follow", "live", "restyle", "reveal", "style", "turn"}},
		{living(features{selector: true}), []string{"expose", "follow", "live", "rearrive", "restyle", "reveal", "style", "turn", "watch"}},
		{features{preview: true}, []string{"preview"}},
		{features{adapterFeatures: adapterFeatures{toDataLayer: true}}, []string{"hooked", "to_data_layer"}},
		{features{adapterFeatures: adapterFeatures{toGA4: true}}, []string{"hooked", "to_ga4"}},
		{features{adapterFeatures: adapterFeatures{toSegment: true}}, []string{"hooked", "to_segment"}},
		{features{layers: true, lettered: true}, []string{"draw", "layers", "readable"}},
		{features{identityFeatures: identityFeatures{fixed: true}}, []string{"everywhere", "fixed"}},
		{features{identityFeatures: identityFeatures{supplied: true}}, []string{"hooked", "supplied", "utf8"}},
		{features{identityFeatures: identityFeatures{refresh: true}}, []string{"lid", "refresh"}},
		{features{identityFeatures: identityFeatures{consent: true}}, []string{"consent", "everywhere", "forget", "hooked", "lid", "refresh"}},
		{features{identityFeatures: identityFeatures{consent: true, beforePage: true}}, []string{"consent", "everywhere", "forget", "hooked", "lid", "passing", "refresh", "supplied"}},
		{features{identityFeatures: identityFeatures{control: true}}, []string{"control", "everywhere", "forget", "lid"}},
		{features{identityFeatures: identityFeatures{control: true, controlPage: true}}, []string{"control", "everywhere", "forget", "lid", "passing", "supplied"}},
		{asking(kindEvery, kindSome, kindNot, kindCode), []string{"audience"}},
		{asking(kindQuery), []string{"audience", "decode", "query"}},
		{asking(kindCookie), []string{"audience", "cookie", "decode"}},
		{asking(kindReferrer, kindLanguage, kindTimeZone, kindViewport), []string{"audience"}},
		{asking(kindReferrerSimple, kindReferrerExact), []string{"audience", "referrer"}},
		{asking(kindSource), []string{"audience", "decode", "host", "query", "source"}},
		{asking(kindDevice), []string{"agent", "audience"}},
		{asking(kindBrowser), []string{"agent", "audience", "version"}},
		{asking(kindOS), []string{"agent", "audience"}},
		{asking(kindAge), []string{"audience"}},
		{asking(kindTime), []string{"audience", "time"}},
		{features{clauseFeatures: clauseFeatures{ranging: true, clauseKinds: 1 << kindViewport}}, []string{"audience", "within"}},
		{features{pages: true, excludes: true, clauseFeatures: clauseFeatures{queries: true}}, []string{"decode", "pages", "query"}},
		{features{clauseFeatures: clauseFeatures{timed: true}}, []string{"schedule"}},
		{living(features{clauseFeatures: clauseFeatures{timed: true}}), []string{"expose", "follow", "live", "period", "reveal", "schedule", "turn"}},
		{living(asking(kindAttribute)), []string{"attribute", "audience", "expose", "follow", "hooked", "live", "reveal", "turn"}},
		{living(asking(kindLayer)), []string{"attribute", "audience", "expose", "follow", "layer", "live", "pushed", "reveal", "turn"}},
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
	preview, _ := modules(t, features{use: forcing, force: true})
	optOut, _ := modules(t, features{use: forcing})
	editing, _ := modules(t, features{use: editing, changeFeatures: changeFeatures{declared: allDeclared}})
	applying, _ := modules(t, features{script: true, changeFeatures: changeFeatures{lane: true, applied: true, declared: kindOf(engine.SetText)}})
	if !slices.Contains(applying, "form") || slices.Contains(editing, "decide") {
		t.Errorf("code that applies changes has %v, and an editor %v", applying, editing)
	}
	debugger, _ := modules(t, features{use: debugging, moving: true, moments: true})
	asked, _ := modulesOf(t, askedModule)
	decider, _ := modules(t, features{use: deciding, pages: true, simple: true})
	for _, name := range slices.Concat(preview, applying, editing, debugger, asked, decider, []string{"types"}) { // types have no bytes
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
	for _, only := range []string{"debug", "debug_row", "debug_words", "there"} {
		if !slices.Contains(debugger, only) || slices.Contains(none, only) || slices.Contains(preview, only) {
			t.Errorf("%s belongs into the debugger alone", only)
		}
	}
	for _, not := range []string{"expose", "visitor", "start", "live", "reveal"} {
		if slices.Contains(debugger, not) {
			t.Errorf("the debugger has %s, and leaves no trace", not)
		}
	}
	for _, only := range []string{"badge", "force"} {
		if !slices.Contains(preview, only) || slices.Contains(none, only) || slices.Contains(optOut, only) {
			t.Errorf("%s belongs into the preview alone", only)
		}
	}
	if slices.Contains(none, "asked") || !slices.Equal(asked, []string{"asked", "guard"}) {
		t.Errorf("finding out what the address asks for has %v", asked)
	}
	if !slices.Contains(decider, "address") || slices.Contains(decider, "place") {
		t.Errorf("deciders have %v: the address is given", decider)
	}
	if !slices.Contains(optOut, "optout") || slices.Contains(none, "optout") {
		t.Error("opting out belongs into what is loaded on demand")
	}
}

// asking are the features of audiences with clauses of these kinds.
func asking(kinds ...clauseKind) (f features) {
	f.audiences = true
	for _, k := range kinds {
		f.clauseKinds |= 1 << k
	}
	return f
}

// declaring are the features of a change to elements.
func declaring(kind engine.ChangeType) features {
	return features{changeFeatures: changeFeatures{declared: kindOf(kind)}}
}

// living are the same features in a page that lives on.
func living(f features) features {
	f.live = true
	return f
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
				{ID: "x", Type: engine.SetAttribute, Selector: "h1", Name: "title", Value: value("Hello")},
				{Type: engine.JavaScript, Code: "lane.apply(['h1', 'insert', '<b>', 'after'])"},
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
		f.use, f.preview, f.force = purpose, purpose == visiting, true
		code := testBuilder.code
		if purpose == deciding {
			code = nil
		}
		data, err := newPrinter(rules, shown, f, code).project(3, others)
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
