package public

import (
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

func compile(t *testing.T) *engine.Rules {
	t.Helper()
	project, err := engine.Read(DemoProject(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := snippet.NewBuilder().Check(project); err != nil {
		t.Fatal(err)
	}
	rules, err := engine.Compile(project)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestDemoProjectHasTheNineExperiments(t *testing.T) {
	const (
		contenders = 6.0 // of the [ME] layer: 1, 2, 5, 6, 8, 9
		free       = 0.95
		groups     = free * 4 / contenders
	)
	want := []struct {
		id, name, scope string
		role            engine.Role
		letIn           float64
	}{
		{"1", "[ME] Experiment 1", "[ME]", engine.Exclusive, free / contenders},
		{"2", "[ME] Experiment 2", "[ME]", engine.Exclusive, free / contenders},
		{"3", "Experiment 3", "", engine.Shared, 1},
		{"4", "[ME] holdout", "[ME]", engine.HoldoutRole, 0.05},
		{"5", "[Group_A][ME] Experiment 5", "[Group_A]", engine.Exclusive, groups * free / 4},
		{"6", "[Group_A][ME] Experiment 6", "[Group_A]", engine.Exclusive, groups * free / 4},
		{"7", "[Group_A] holdout", "[Group_A]", engine.HoldoutRole, groups * 0.05},
		{"8", "[Group_A] Experiment 8", "[Group_A]", engine.Shared, groups * free / 2},
		{"9", "[Group_A] Experiment 9", "[Group_A]", engine.Shared, groups * free / 2},
	}
	rules := compile(t)
	shares := rules.Shares()
	if len(rules.Experiments) != len(want) {
		t.Fatalf("%d experiments run, want %d", len(rules.Experiments), len(want))
	}
	for i, w := range want {
		e := rules.Experiments[i]
		name, _, _ := strings.Cut(e.Name, ":")
		if e.ID != w.id || name != w.name || e.Scope != w.scope || e.Role != w.role {
			t.Errorf("experiment %s %q is %q with role %d, want %s %q, %q, %d", e.ID, e.Name, e.Scope, e.Role, w.id, w.name, w.scope, w.role)
		}
		if math.Abs(shares[i].LetIn-w.letIn) > 1e-12 || shares[i].Enters != shares[i].LetIn {
			t.Errorf("experiment %s has the shares %v, want %v", e.ID, shares[i], w.letIn)
		}
	}
}

func TestDemoProjectIsTheCallers(t *testing.T) {
	DemoProject()[0] = '!'
	if DemoProject()[0] == '!' {
		t.Error("a caller changed the embedded project")
	}
}

func TestEveryChangeFindsItsElement(t *testing.T) {
	page := read(t, "index.html") + read(t, "shop.css")
	kinds := map[string]bool{}
	for _, e := range compile(t).Experiments {
		changed := map[string]bool{}
		for i, v := range e.Variations {
			if i == 0 && len(v.Changes) > 0 {
				t.Errorf("variation %s is the original and changes the page", v.ID)
			}
			for _, c := range v.Changes {
				changed[v.ID] = true
				kinds[string(c.Type)+map[bool]string{true: " with a selector"}[c.Selector != ""]] = true
				if id, ok := strings.CutPrefix(c.Selector, "#"); ok && !strings.Contains(page, `id="`+id+`"`) {
					t.Errorf("variation %s waits for %s, which no element has", v.ID, c.Selector)
				}
				for _, class := range regexp.MustCompile(`\.[a-z][a-z-]+`).FindAllString(selectors(c), -1) {
					if !strings.Contains(page, class[1:]) && !strings.Contains(code(v), class[1:]) {
						t.Errorf("variation %s styles %s, which nothing has", v.ID, class)
					}
				}
			}
		}
		if e.Role != engine.HoldoutRole && len(changed) != len(e.Variations)-1 {
			t.Errorf("experiment %s: only %v have changes", e.ID, changed)
		}
	}
	for _, kind := range []string{"css", "js", "js with a selector"} {
		if !kinds[kind] {
			t.Errorf("the demo shows no change of the kind %q", kind)
		}
	}
}

// selectors is what stands before the braces of a change's CSS.
func selectors(c engine.Change) string {
	if c.Type != engine.CSS {
		return ""
	}
	return strings.Join(regexp.MustCompile(`[^{};]+\{`).FindAllString(c.Code, -1), " ")
}

// code is a variation's JavaScript, which may make elements of its own.
func code(v engine.Variation) (all string) {
	for _, c := range v.Changes {
		if c.Type == engine.JavaScript {
			all += c.Code
		}
	}
	return all
}

func TestPagesStandAlone(t *testing.T) {
	served := []string{"", "lanes", "state.json", "decide.js"} // by the server, under /demo/
	names := fileNames(t)
	if slices.Contains(names, "project.yaml") {
		t.Error("the project is served as a file; only the store's copy counts")
	}
	bans := map[string]string{
		"an address outside":    `(?i)(?:https?:)?//[a-z0-9-]+\.[a-z]`,
		"an inline handler":     `(?i)<[^>]*\son[a-z]+\s*=`,
		"an inline style":       `(?i)<[^>]*\sstyle\s*=|<style`,
		"an inline script":      `(?i)<script>|<script type="module">`,
		"markup made from text": `innerHTML|outerHTML|insertAdjacentHTML|document\.write`,
		"code made from text":   `\beval\(|new Function`,
	}
	references := regexp.MustCompile(`(?:"|\()/demo/([^"#?)]*)|from "\./([^"]+)"`)
	for _, name := range names {
		text := strings.ReplaceAll(read(t, name), "http://www.w3.org/", "")
		for what, ban := range bans {
			if found := regexp.MustCompile(ban).FindString(text); found != "" {
				t.Errorf("%s has %s: %q", name, what, found)
			}
		}
		for _, m := range references.FindAllStringSubmatch(text, -1) {
			if file := m[1] + m[2]; !slices.Contains(names, file) && !slices.Contains(served, file) {
				t.Errorf("%s refers to %q, which does not exist", name, file)
			}
		}
	}
}

func TestSnippetStandsFirst(t *testing.T) {
	page := read(t, "index.html")
	tag := strings.Index(page, `<script src="/js/demo.js"></script>`)
	if tag < 0 || tag > strings.Index(page, "<link") || tag > strings.Index(page, "</head>") {
		t.Error("index.html does not begin its head with the snippet, as site owners are told to")
	}
	if strings.Contains(read(t, "lanes.html"), "/js/") {
		t.Error("lanes.html loads the snippet: looking at lanes would pin its visitor")
	}
}

func fileNames(t *testing.T) (names []string) {
	t.Helper()
	err := fs.WalkDir(Demo(), ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			names = append(names, path.Clean(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := fs.ReadFile(Demo(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
