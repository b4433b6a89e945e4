package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/tagparser"
)

// syntax parses the Go files of a folder, without its tests.
func syntax(t *testing.T, folder string) (parsed []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	if len(parsed) == 0 {
		t.Fatalf("there is no code in %s", folder)
	}
	return parsed
}

// each visits all nodes of a folder's code.
func each(t *testing.T, folder string, visit func(ast.Node)) {
	t.Helper()
	for _, file := range syntax(t, folder) {
		ast.Inspect(file, func(n ast.Node) bool { visit(n); return true })
	}
}

// text is a string literal's content.
func text(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(literal.Value)
	return s, err == nil
}

// constants are the values of a folder's string constants of a type.
func constants(t *testing.T, folder, of string) (values []string) {
	t.Helper()
	each(t, folder, func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != of {
			return
		}
		for _, e := range spec.Values {
			if s, ok := text(e); ok {
				values = append(values, s)
			}
		}
	})
	if len(values) == 0 {
		t.Fatalf("there is no constant of the type %s in %s", of, folder)
	}
	return values
}

// section is a document's part from a heading to the next of its level or above.
func section(t *testing.T, path, title string) string {
	t.Helper()
	doc := "\n" + read(t, path)
	for level := 2; level <= 3; level++ {
		marks := strings.Repeat("#", level)
		_, after, found := strings.Cut(doc, "\n"+marks+" "+title)
		if !found {
			continue
		}
		if end := regexp.MustCompile(fmt.Sprintf(`\n#{1,%d} `, level)).FindStringIndex(after); end != nil {
			after = after[:end[0]]
		}
		return after
	}
	t.Fatalf("%s has no heading %q", path, title)
	return ""
}

// rows are the tables' rows in a text, as cells; header rows are left out.
func rows(part string) (list [][]string) {
	for _, line := range strings.Split(part, "\n") {
		if strings.HasPrefix(line, "|---") && len(list) > 0 {
			list = list[:len(list)-1]
			continue
		}
		if !strings.HasPrefix(line, "|") {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		list = append(list, cells)
	}
	return list
}

var quoted = regexp.MustCompile("`([^`]+)`")

// firsts are what stands in backticks in the rows' first cells.
func firsts(part string) (list []string) {
	for _, row := range rows(part) {
		for _, found := range quoted.FindAllStringSubmatch(row[0], -1) {
			list = append(list, found[1])
		}
	}
	return list
}

// same compares two sets.
func same(t *testing.T, where string, got, want []string) {
	t.Helper()
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("%s lacks %q", where, s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("%s has %q, which the code does not", where, s)
		}
	}
}

// TestReasons wants every reason with its sentence, in the order of deciding.
func TestReasons(t *testing.T) {
	list := rows(section(t, "docs/decisions.md", "The order, and the reasons"))
	if len(list) != len(engine.Reasons) {
		t.Fatalf("docs/decisions.md has %d reasons, the engine %d", len(list), len(engine.Reasons))
	}
	for i, known := range engine.Reasons {
		if list[i][0] != "`"+string(known.Reason)+"`" || list[i][1] != known.Sentence {
			t.Errorf("docs/decisions.md: row %d is %v, not %s: %s", i+1, list[i], known.Reason, known.Sentence)
		}
	}
}

// TestErrorCodes wants every code with its HTTP and exit status.
func TestErrorCodes(t *testing.T) {
	part := section(t, "docs/api.md", "Errors")
	same(t, "docs/api.md", firsts(part), constants(t, "engine", "Code"))
	for _, row := range rows(part) {
		code := engine.Code(strings.Trim(row[0], "`"))
		err := engine.Errorf(code, "It failed.")
		if row[1] != fmt.Sprint(server.HTTPStatus(code)) || row[3] != fmt.Sprint(server.ExitStatus(err)) {
			t.Errorf("docs/api.md: %s has the statuses %d and %d, not %s and %s", code, server.HTTPStatus(code), server.ExitStatus(err), row[1], row[3])
		}
	}
	before, _, _ := strings.Cut(read(t, "docs/cli.md"), "\n## ")
	var exits []string
	for _, row := range rows(before) {
		exits = append(exits, row[0])
	}
	want := []string{"0", fmt.Sprint(server.ExitUsage)}
	for _, code := range constants(t, "engine", "Code") {
		want = append(want, fmt.Sprint(server.ExitStatus(engine.Errorf(engine.Code(code), "It failed."))))
	}
	same(t, "docs/cli.md", exits, want)
}

// TestProblemCodes wants every code of a fault that reading or saving a project
// can have.
func TestProblemCodes(t *testing.T) {
	used := map[string]bool{string(tagparser.CodeSeveralGroups): true, string(tagparser.CodeEmptyTitle): true}
	add := func(e ast.Expr) {
		if s, ok := text(e); ok {
			used[s] = true
			return
		}
		call, ok := e.(*ast.CallExpr) // string(engine.CodeTaken)
		if !ok || len(call.Args) != 1 {
			return
		}
		if selector, ok := call.Args[0].(*ast.SelectorExpr); ok {
			switch selector.Sel.Name {
			case "CodeTaken":
				used[string(engine.CodeTaken)] = true
			case "CodeSyntax":
				used[string(engine.CodeSyntax)] = true
			case "Code": // of an issue of a name, which stands above
			default:
				t.Errorf("this check does not know %s", selector.Sel.Name)
			}
		}
	}
	for _, folder := range []string{"engine", "snippet", "server"} {
		each(t, folder, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.CallExpr:
				if selector, ok := n.Fun.(*ast.SelectorExpr); ok && selector.Sel.Name == "add" && folder == "engine" && len(n.Args) > 2 {
					if owner, ok := selector.X.(*ast.Ident); ok && owner.Name == "v" {
						add(n.Args[1])
					}
				}
			case *ast.CompositeLit:
				for _, element := range n.Elts {
					pair, ok := element.(*ast.KeyValueExpr)
					if !ok || !fieldsOfProblem(n) {
						continue
					}
					if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Code" {
						add(pair.Value)
					}
				}
			}
		})
	}
	var want []string
	for code := range used {
		want = append(want, code)
	}
	same(t, "docs/project.md", firsts(section(t, "docs/project.md", "Faults")), want)
}

// fieldsOfProblem reports whether a literal is an engine.Problem, also where a
// list around it names the type: then it has a Message, and no Problems.
func fieldsOfProblem(n *ast.CompositeLit) bool {
	switch kind := n.Type.(type) {
	case *ast.Ident:
		return kind.Name == "Problem"
	case *ast.SelectorExpr:
		return kind.Sel.Name == "Problem"
	}
	return n.Type == nil
}

// TestNames wants every code of a name, with examples that have it.
func TestNames(t *testing.T) {
	part := section(t, "docs/name-tags.md", "What can be wrong with a name")
	described := regexp.MustCompile("(?m)^### `([a-z-]+)`, an? ([a-z]+)$").FindAllStringSubmatch(part, -1)
	var codes []string
	for _, found := range described {
		code, severity := found[1], found[2]
		codes = append(codes, code)
		examples := rows(section(t, "docs/name-tags.md", "`"+code+"`"))
		if len(examples) == 0 {
			t.Errorf("docs/name-tags.md has no example of %s", code)
		}
		for _, row := range examples {
			name := strings.Trim(row[0], "`")
			issues := tagparser.Parse(name).Issues
			at := slices.IndexFunc(issues, func(i tagparser.Issue) bool { return string(i.Code) == code })
			if at < 0 {
				t.Errorf("docs/name-tags.md: %q has no issue %s", name, code)
			} else if issue := issues[at]; string(issue.Severity) != severity || issue.Suggestion != strings.Trim(row[1], "`") {
				t.Errorf("docs/name-tags.md: %q is %s and corrected %q", name, issue.Severity, issue.Suggestion)
			}
		}
	}
	same(t, "docs/name-tags.md", codes, constants(t, "tagparser", "Code"))
}
