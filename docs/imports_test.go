package docs

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/lanekeeper/lanekeeper"

// allowed is one package: what it may import beside the standard library, and
// why. Packages of the module are named from its root.
type allowed struct {
	pkg     string
	imports map[string]string
}

// table is in the order of the layers: a package may import only those that
// stand before it, and its tests too.
var table = []allowed{
	{"tagparser", nil},
	{"agent", map[string]string{
		"github.com/mssola/useragent": "whether a user agent is a bot's; its other answers are not used, as agent.go says",
	}},
	{"engine", map[string]string{
		"tagparser":          "names are read in one place, and rules follow from what they say",
		"go.yaml.in/yaml/v3": "a project is a YAML file as well; the nodes, not the decoder, keep numbers and dates as typed",
	}},
	{"cookies", nil},
	{"store", map[string]string{
		"engine":                                 "its errors; never its rules",
		"github.com/dgraph-io/badger/v4":         "the embedded database",
		"github.com/dgraph-io/badger/v4/options": "when to verify checksums",
	}},
	{"store/storetest", map[string]string{
		"engine": "the codes that a store must answer with",
		"store":  "the contract that it tests",
	}},
	{"snippet", map[string]string{
		"engine":                             "the compiled rules, which it prints",
		"github.com/evanw/esbuild/pkg/api":   "bundles, minifies, and finds syntax errors in authors' code",
		"github.com/hashicorp/golang-lru/v2": "bounds the cache of transformed code",
		"github.com/tdewolff/minify/v2":      "takes a second turn at the bundle: smaller by 3%",
		"github.com/tdewolff/minify/v2/js":   "likewise",
	}},
	{"public", nil},
	{"server", map[string]string{
		"agent":                         "what a browser's User-Agent says, where somebody asks for decisions",
		"cookies":                       "reads and writes the cookies that it sends back, and reads those of a question",
		"engine":                        "rules, decisions and errors",
		"snippet":                       "the file that it serves",
		"store":                         "the documents that it reads, writes and watches",
		"tagparser":                     "the issues of names, in lists of experiments",
		"github.com/gofiber/fiber/v2":   "routes requests",
		"github.com/valyala/fasthttp":   "what is below Fiber, where a response lies ready or Fiber answers past its error handler",
		"github.com/andybalholm/brotli": "the smallest encoding; the standard library has none",
		"github.com/gofiber/fiber/v2/middleware/recover": "a panic in a handler ends one request, not the process",
		"github.com/gofiber/fiber/v2/utils":              "types of the demo's files",
		"github.com/hashicorp/golang-lru/v2":             "bounds how many clients are counted",
		"golang.org/x/time/rate":                         "token buckets, for what one client may ask",
	}},
	{"cmd/lanekeeper", map[string]string{
		"engine":                 "reads and compiles projects without a server",
		"public":                 "the demo's site, which the server is given",
		"server":                 "serves; and one table of codes for both",
		"snippet":                "writes the snippet without a server",
		"store":                  "opens what the server is given",
		"tagparser":              "says what a name means",
		"github.com/spf13/cobra": "commands, flags, help, completion",
		"github.com/spf13/pflag": "visits the flags, to set them from variables",
	}},
	{"docs", nil},
}

// inTests are the libraries that tests may use beside what their package uses,
// with all packages below these.
var inTests = map[string]string{
	"pgregory.net/rapid":               "properties on random input, with the smallest that fails",
	"github.com/andybalholm/brotli":    "measures what browsers download",
	"github.com/chromedp/chromedp":     "drives Chromium, as a visitor",
	"github.com/chromedp/cdproto":      "what chromedp speaks: cookies, network, pictures",
	"github.com/dgraph-io/badger/v4":   "damages a store, to see that it notices",
	"github.com/evanw/esbuild/pkg/api": "bundles the pages' scripts to run them",
	"github.com/gofiber/fiber/v2":      "calls the server without a network",
	"github.com/valyala/fasthttp":      "likewise",
	"go.yaml.in/yaml/v3":               "reads the front parts of the conformance suite's cases",
}

// listed is what `go list` says about a package.
type listed struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
	GoFiles, TestGoFiles, XTestGoFiles []string
}

func (p listed) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// packages lists the module's, with the files that need a browser.
func packages(t *testing.T) (all []listed) {
	t.Helper()
	command := exec.Command("go", "list", "-tags", "browser", "-json", "./...")
	command.Dir = root
	out, err := command.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		t.Fatalf("go list: %s", exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// outside drops the standard library, whose paths begin without a dot, and
// names the module's packages from its root.
func outside(imports ...[]string) (list []string) {
	for _, path := range slices.Concat(imports...) {
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") || path == "C" {
			list = append(list, strings.TrimPrefix(path, module+"/"))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// library is the row of inTests that a package belongs to, or "".
func library(path string) string {
	for row := range inTests {
		if path == row || strings.HasPrefix(path, row+"/") {
			return row
		}
	}
	return ""
}

func rank(pkg string) int {
	return slices.IndexFunc(table, func(a allowed) bool { return a.pkg == pkg })
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	usedInTests := map[string]bool{}
	for _, p := range packages(t) {
		name := p.name()
		seen[name] = true
		at := rank(name)
		if at < 0 {
			t.Errorf("the package %s has no row in the table", name)
			continue
		}
		imports := outside(p.Imports)
		for _, path := range imports {
			if table[at].imports[path] == "" {
				t.Errorf("%s may not import %s: it is not in the table, with a reason", name, path)
			}
			if below := rank(path); below >= at {
				t.Errorf("%s may not import %s, which is above it", name, path)
			}
		}
		for path := range table[at].imports {
			if !slices.Contains(imports, path) {
				t.Errorf("%s does not import %s: take the row out", name, path)
			}
		}
		for _, path := range outside(p.TestImports, p.XTestImports) {
			below, own := rank(path), path == name || strings.HasPrefix(path, name+"/")
			switch {
			case below >= at && !own:
				t.Errorf("the tests of %s may not import %s, which is above it", name, path)
			case below < 0 && library(path) == "" && table[at].imports[path] == "":
				t.Errorf("the tests of %s may not import %s: it is not in the table, with a reason", name, path)
			}
			usedInTests[library(path)] = true
		}
	}
	for _, row := range table {
		if !seen[row.pkg] {
			t.Errorf("there is no package %s: take the row out", row.pkg)
		}
	}
	for path := range inTests {
		if !usedInTests[path] {
			t.Errorf("no test imports %s: take the row out", path)
		}
	}
}

// TestPackageDocs wants each package to be described once, in one file, and by
// its name. Where there are tests alone, theirs counts.
func TestPackageDocs(t *testing.T) {
	for _, p := range packages(t) {
		var documented []string
		names := p.GoFiles
		if len(names) == 0 {
			names = slices.Concat(p.TestGoFiles, p.XTestGoFiles)
		}
		for _, file := range names {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if !described(parsed) {
				continue
			}
			documented = append(documented, file)
			begins := "Package " + parsed.Name.Name + " "
			if parsed.Name.Name == "main" {
				begins = "Command " + filepath.Base(p.Dir) + " "
			}
			if !strings.HasPrefix(parsed.Doc.Text(), begins) {
				t.Errorf("%s: %s does not begin with %q", p.name(), file, begins)
			}
		}
		if len(documented) != 1 {
			t.Errorf("%s is described in %d files, not in one: %v", p.name(), len(documented), documented)
		}
	}
}

// described reports whether a file has a package comment with text in it, not
// only build constraints.
func described(file *ast.File) bool { return file.Doc != nil && file.Doc.Text() != "" }
