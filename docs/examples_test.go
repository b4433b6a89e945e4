package docs

import (
	"errors"
	"fmt"
	"go/ast"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```\n")

// project reads and compiles a project that stands in a document.
func project(t *testing.T, form string) *engine.Rules {
	t.Helper()
	p, err := engine.Read([]byte(form), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, form)
	}
	if err := snippet.NewBuilder().Check(p); err != nil {
		t.Fatal(err)
	}
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestProjects wants every project in a document to be valid.
func TestProjects(t *testing.T) {
	n := 0
	for _, file := range files(t, ".md") {
		for _, block := range yamlBlock.FindAllStringSubmatch(read(t, file), -1) {
			project(t, block[1])
			n++
		}
	}
	if n == 0 {
		t.Fatal("no document has a project")
	}
}

// TestProjectForm wants the form's page to show the project that the engine's
// tests call its example, and to have a row for each field.
func TestProjectForm(t *testing.T) {
	page := read(t, "docs/project.md")
	shown := project(t, yamlBlock.FindStringSubmatch(page)[1]).Project
	if example := project(t, read(t, "engine/testdata/example.yaml")).Project; !reflect.DeepEqual(shown, example) {
		t.Errorf("docs/project.md shows\n%+v\nand engine/testdata/example.yaml is\n%+v", shown, example)
	}
	for title, of := range map[string]any{
		"Project": engine.Project{}, "Page": engine.Page{}, "Experiment": engine.Experiment{},
		"Variation": engine.Variation{}, "Exclusion group": engine.Group{}, "Holdout group": engine.Holdout{},
	} {
		same(t, "docs/project.md, "+title, firsts(section(t, "docs/project.md", title)), fields(of))
	}
	for _, of := range []any{engine.Condition{}, engine.Change{}, engine.Slot{}} {
		for _, field := range fields(of) {
			if !regexp.MustCompile("[`{ ]" + field + "[`:]").MatchString(page) {
				t.Errorf("docs/project.md lacks the field %s of %T", field, of)
			}
		}
	}
}

func fields(of any) (names []string) {
	kind := reflect.TypeOf(of)
	for i := range kind.NumField() {
		name, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// TestShares wants the tables of chances to be what the engine computes for the
// projects above them.
func TestShares(t *testing.T) {
	parts := strings.Split(section(t, "docs/decisions.md", "Chances"), "```yaml\n")[1:]
	if len(parts) == 0 {
		t.Fatal("docs/decisions.md has no worked example")
	}
	for _, part := range parts {
		form, table, _ := strings.Cut(part, "```\n")
		chances := map[string]float64{}
		for _, share := range project(t, form).Shares() {
			chances[share.Experiment] = 100 * share.LetIn
		}
		list := rows(table)
		if len(list) != len(chances) {
			t.Errorf("a table has %d chances, its project %d", len(list), len(chances))
		}
		for _, row := range list {
			said, err := strconv.ParseFloat(strings.TrimSuffix(row[1], "%"), 64)
			if exact, ok := chances[strings.Trim(row[0], "`")]; err != nil || !ok || math.Abs(said-exact) > .005 {
				t.Errorf("experiment %s has %.4f%%, not %s", row[0], exact, row[1])
			}
		}
	}
}

// TestTargeting wants the table of addresses to be what the engine says, and
// the expressions that are called refused to be refused.
func TestTargeting(t *testing.T) {
	part := section(t, "docs/targeting.md", "Conditions")
	value := regexp.MustCompile("For the value `([^`]+)`").FindStringSubmatch(part)[1]
	_, table, _ := strings.Cut(part, "For the value")
	if len(rows(table)) == 0 {
		t.Fatal("docs/targeting.md has no table of addresses")
	}
	for _, row := range rows(table) {
		for i, match := range []string{"simple", "exact", "substring"} {
			on, err := active(t, match, value, strings.Trim(row[0], "`"))
			if err != nil {
				t.Fatal(err)
			}
			if said := row[1+i] == "yes"; said != on {
				t.Errorf("docs/targeting.md: %s of %s is %t", match, row[0], on)
			}
		}
	}
	part = section(t, "docs/targeting.md", "Regular expressions")
	for _, value := range firsts(part) {
		if _, err := active(t, "regex", value, "https://shop.example/"); engine.CodeOf(err) != engine.CodeInvalid {
			t.Errorf("docs/targeting.md: %s is not refused", value)
		}
	}
	_, fine, _ := strings.Cut(part, "\n\n`")
	fine, _, found := strings.Cut("`"+fine, " are fine")
	if !found || len(firsts(part)) == 0 {
		t.Fatal("docs/targeting.md does not say what is refused, and what is fine")
	}
	for _, found := range quoted.FindAllStringSubmatch(fine, -1) {
		if _, err := active(t, "regex", found[1], "https://shop.example/"); err != nil {
			t.Errorf("docs/targeting.md: %s is refused: %v", found[1], err)
		}
	}
}

func active(t *testing.T, match, value, address string) (bool, error) {
	t.Helper()
	p, err := engine.Read(fmt.Appendf(nil, `{"id": "shop",
		"pages": [{"id": "p", "include": [{"match": %q, "value": %q}]}],
		"experiments": [{"id": "1", "name": "x", "status": "running", "pages": ["p"], "variations": [{"weight": 10000}]}]}`, match, value), nil)
	if err != nil {
		return false, err
	}
	rules, err := engine.Compile(p)
	if err != nil {
		return false, err
	}
	result, err := rules.Decide(engine.Visit{Visitor: "v1", URL: address})
	if err != nil {
		return false, err
	}
	return result.Decisions[0].Reason != engine.ReasonPage, nil
}

// TestCommands wants a heading for each command, and each flag.
func TestCommands(t *testing.T) {
	var commands []string
	page := read(t, "docs/cli.md")
	each(t, "cmd/lanekeeper", func(n ast.Node) {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			key, ok := n.Key.(*ast.Ident)
			if use, literal := text(n.Value); ok && key.Name == "Use" && literal {
				name, _, _ := strings.Cut(use, " ")
				commands = append(commands, name)
			}
		case *ast.CallExpr:
			selector, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(n.Args) < 4 || !regexp.MustCompile(`VarP?$`).MatchString(selector.Sel.Name) {
				return
			}
			if name, literal := text(n.Args[1]); literal && !strings.Contains(page, "`--"+name+"`") {
				t.Errorf("docs/cli.md lacks the flag --%s", name)
			}
		}
	})
	want := []string{"lanekeeper"}
	for _, found := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(page, -1) {
		want = append(want, found[1])
	}
	same(t, "docs/cli.md", want, commands)
}

// TestRoutes wants every route of both servers, and no others.
func TestRoutes(t *testing.T) {
	var routes, actions []string
	each(t, "server", func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok && spec.Names[0].Name == "actions" {
			for _, element := range spec.Values[0].(*ast.CompositeLit).Elts {
				name, _ := text(element.(*ast.CompositeLit).Elts[0])
				actions = append(actions, name)
			}
		}
	})
	each(t, "server", func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !regexp.MustCompile(`^(Get|Post|Put|Patch|Delete)$`).MatchString(selector.Sel.Name) {
			return
		}
		method := strings.ToUpper(selector.Sel.Name)
		if owner, ok := selector.X.(*ast.Ident); ok && owner.Name == "v1" {
			method += " /v1"
		} else {
			method += " "
		}
		if path, literal := text(call.Args[0]); literal {
			routes = append(routes, method+path)
		} else if sum, ok := call.Args[0].(*ast.BinaryExpr); ok { // the path and an action's name
			path, _ := text(sum.X)
			for _, name := range actions {
				routes = append(routes, method+path+name)
			}
		}
	})
	var want []string
	for _, route := range routes {
		route = regexp.MustCompile(`:(project|experiment)`).ReplaceAllString(route, "<$1>")
		switch route {
		case "GET /", "GET /demo", "GET /demo/*": // of the demo: redirects, and its files
			continue
		case "GET /js/<project>.preview.js":
			route += "?lk_force=…"
		}
		want = append(want, route)
	}
	page := read(t, "docs/api.md")
	var got []string
	for _, found := range regexp.MustCompile("`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`").FindAllStringSubmatch(page, -1) {
		if found[1] != "GET /demo/" && found[1] != "GET /demo/lanes" {
			got = append(got, found[1])
		}
	}
	same(t, "docs/api.md", got, want)
}

// TestBudgets wants the budgets of `make size` in the snippet's page.
func TestBudgets(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(root, "snippet", "size_test.go"))
	if errors.Is(err, os.ErrNotExist) {
		t.Fatal("the budgets are no longer in snippet/size_test.go")
	}
	found := regexp.MustCompile(`(?m)^\t\t\{"([^"]+)", .*, (\d+)\},$`).FindAllStringSubmatch(string(source), -1)
	if len(found) == 0 {
		t.Fatal("snippet/size_test.go has no table of budgets")
	}
	part := section(t, "docs/snippet.md", "Size")
	for _, row := range found {
		n, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		if said := fmt.Sprintf("%d,%03d", n/1000, n%1000); n > 0 && !strings.Contains(part, "| "+said+" |") {
			t.Errorf("docs/snippet.md lacks the budget %s of %q", said, row[1])
		}
	}
}
