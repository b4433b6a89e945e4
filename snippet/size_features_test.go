package snippet

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

const (
	// featureLimit is what one thing that a snippet does may add to the file of a
	// project that uses it, in bytes of brotli. Who needs more says what for.
	featureLimit = 150
	// featureTolerance is how far from what is measured a document may be.
	featureTolerance = 25
	featurePage      = "../docs/size.md"
)

// feature is one row of the table of sizes: what a project with it has more than
// one that is the same without it.
type feature struct {
	name          string
	with, without site
	does          []string // where that is more than one thing: all of them, featureLimit for each
	whole         bool     // the row is the file itself
}

func (f feature) limit() int { return featureLimit * max(1, len(f.does)) }

// site is a project in its form. Its first experiment has a variation that
// changes nothing unless it says what; the rest is added to where it belongs.
type site struct{ name, changes, experiment, others, project string }

func (s site) form(t testing.TB) *engine.Project {
	t.Helper()
	if s.name == "" {
		s.name = "one"
	}
	p, err := engine.Read([]byte(`{"id": "shop", `+s.project+` "experiments": [{"id": "1", "name": "`+s.name+`", "status": "running", `+s.experiment+`
		"variations": [{"weight": 5000}, {"weight": 5000, "changes": [`+s.changes+`]}]}`+s.others+`]}`), nil)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	return p
}

func (s site) file(t testing.TB, id string, revision uint64) []byte {
	t.Helper()
	p := s.form(t)
	p.ID = id
	return snippetAt(t, p, revision)
}

func snippetAt(t testing.TB, p *engine.Project, revision uint64) []byte {
	t.Helper()
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	file, err := testBuilder.Snippet(rules, revision)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// sizes are the sites' sizes with brotli, each a mean over projects that differ
// in nothing but their id and revision: one byte more can make some 20 of
// difference, as brotli parts the file elsewhere.
func sizes(t *testing.T, table []feature) map[site]float64 {
	t.Helper()
	projects := []string{"shop", "hats-and-coats", "s", "example2026", "www_garden"}
	found := map[site]float64{}
	for _, f := range table {
		found[f.with], found[f.without] = 0, 0
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for s := range found {
		var files [][]byte
		for i, id := range projects {
			files = append(files, s.file(t, id, uint64(i*i*i*7+3)))
		}
		free <- struct{}{}
		all.Go(func() {
			sum := 0
			for _, file := range files {
				sum += brotliSize(file)
			}
			mu.Lock()
			found[s] = float64(sum) / float64(len(projects))
			mu.Unlock()
			<-free
		})
	}
	all.Wait()
	return found
}

// TestSizeOfFeatures prints what each feature adds, fails where that is more
// than it may be, and holds docs/size.md to it. UPDATE=1 rewrites its table.
func TestSizeOfFeatures(t *testing.T) {
	table := featureRows()
	found := sizes(t, table)
	fmt.Printf("\n%-52s %8s %8s\n", "bytes that a feature adds, with brotli", "bytes", "limit")
	var lines []string
	for _, f := range table {
		added := found[f.with] - found[f.without]
		if f.whole {
			added = found[f.with]
		}
		bytes := int(math.Round(added))
		fmt.Printf("%-52s %8d %8d %s\n", f.name, bytes, f.limit(), strings.Join(f.does, "; "))
		if bytes > f.limit() {
			t.Errorf("%s adds %d bytes, and may add %d", f.name, bytes, f.limit())
		}
		if len(f.does) > 0 && (bytes < featureLimit-2*featureTolerance || bytes < f.limit()-2*featureLimit) {
			t.Errorf("%s adds %d bytes, and gives reasons for %d", f.name, bytes, f.limit())
		}
		lines = append(lines, fmt.Sprintf("| %s | %d | %s |", f.name, bytes, strings.Join(f.does, "; ")))
	}
	holdPage(t, lines)
}

var featureRow = regexp.MustCompile(`^\| (.*) \| (-?\d+) \| (.*?) ?\|$`)

// holdPage wants the rows in the page, in their order, each as it is here but
// for a few bytes.
func holdPage(t *testing.T, rows []string) {
	t.Helper()
	page, err := os.ReadFile(featurePage)
	if err != nil {
		t.Fatal(err)
	}
	var before, said, after []string
	for line := range strings.SplitSeq(string(page), "\n") {
		switch {
		case featureRow.MatchString(line):
			said = append(said, line)
		case said == nil:
			before = append(before, line)
		default:
			after = append(after, line)
		}
	}
	if os.Getenv("UPDATE") != "" {
		text := strings.Join(slices.Concat(before, rows, after), "\n")
		if err := os.WriteFile(featurePage, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		said = rows
	}
	if len(said) != len(rows) {
		t.Fatalf("%s has %d features, and there are %d; UPDATE=1 rewrites", featurePage, len(said), len(rows))
	}
	for i, row := range rows {
		is, was := featureRow.FindStringSubmatch(row), featureRow.FindStringSubmatch(said[i])
		now, _ := strconv.Atoi(is[2]) // both match
		then, _ := strconv.Atoi(was[2])
		if is[1] != was[1] || is[3] != was[3] || max(now-then, then-now) > featureTolerance {
			t.Errorf("%s says\n%s\nand it is\n%s\nUPDATE=1 rewrites", featurePage, said[i], row)
		}
	}
}

// TestUnusedFeaturesAddNothing: a feature that no running experiment uses leaves
// the file as it is, byte by byte, whatever else the project has of it.
func TestUnusedFeaturesAddNothing(t *testing.T) {
	for _, f := range featureRows() {
		want := f.without.file(t, "shop", 7)
		if !f.whole && bytes.Equal(want, f.with.file(t, "shop", 7)) {
			t.Errorf("%s: the project with it has the same file", f.name)
		}
		for _, status := range []engine.Status{engine.Draft, engine.Paused, engine.Ended, engine.Archived} {
			p := f.without.form(t)
			rest(p, f.with.form(t), status)
			if got := snippetAt(t, p, 7); !bytes.Equal(got, want) {
				t.Errorf("%s, %s: %d bytes, without it %d\n%s", f.name, status, len(got), len(want), got)
			}
		}
	}
	// What is said of the whole project, said as it is anyway.
	said := site{project: `"holdoutShare": 500, "cookiePrefix": "lk", "cookieDomain": "", "visitorFrom": "cookie", "consent": "granted", "beforeConsent": "off",
		"privacyControl": "ignore", "force": "open", "hideFor": 1000, "origins": ["https://shop.example"], "refresh": "", "adapters": [], "pages": [], "audiences": [], "groups": [], "holdouts": [],`}
	if want, got := (site{}).file(t, "shop", 7), said.file(t, "shop", 7); !bytes.Equal(got, want) {
		t.Errorf("defaults add %d bytes:\n%s", len(got)-len(want), got)
	}
}

// rest adds all of another project to p, with ids of its own, and with its
// experiments at rest.
func rest(p, other *engine.Project, status engine.Status) {
	renamed := func(ids []string) {
		for i := range ids {
			ids[i] = "other-" + ids[i]
		}
	}
	for _, page := range other.Pages {
		page.ID = "other-" + page.ID
		p.Pages = append(p.Pages, page)
	}
	for _, audience := range other.Audiences {
		audience.ID = "other-" + audience.ID
		p.Audiences = append(p.Audiences, audience)
	}
	for _, e := range other.Experiments {
		e.ID, e.Status = "other-"+e.ID, status
		renamed(e.Pages)
		renamed(e.Audiences)
		p.Experiments = append(p.Experiments, e)
	}
	for _, group := range other.Groups {
		group.ID = "other-" + group.ID
		for _, slot := range group.Slots {
			renamed(slot.Experiments)
		}
		p.Groups = append(p.Groups, group)
	}
	for _, holdout := range other.Holdouts {
		holdout.ID = "other-" + holdout.ID
		renamed(holdout.Experiments)
		p.Holdouts = append(p.Holdouts, holdout)
	}
}

// TestFeaturesHaveSizes: the table uses all that makes a file another one.
func TestFeaturesHaveSizes(t *testing.T) {
	used := map[string]uint64{}
	for _, f := range featureRows() {
		rules, err := engine.Compile(f.with.form(t))
		if err != nil {
			t.Fatal(err)
		}
		of := featuresOf(rules, rules.Experiments)
		collect(used, reflect.ValueOf(of))
	}
	used["preview"], used["force"], used["use"] = 1, 1, 1 // of the file, not of the project
	for name, bits := range used {
		want := uint64(1)
		switch name {
		case "declared":
			want = uint64(allDeclared)
		case "clauseKinds":
			want = 1<<(kindCode+1) - 1<<kindEvery
		}
		if bits&want != want {
			t.Errorf("no row uses all of %s: %b", name, bits)
		}
	}
}

// collect adds what is set in a struct, by the names of its fields: sets as
// their bits, all others as one.
func collect(used map[string]uint64, of reflect.Value) {
	for i := range of.NumField() {
		field, name := of.Field(i), of.Type().Field(i).Name
		bits := uint64(0)
		switch {
		case field.Kind() == reflect.Struct:
			collect(used, field)
			continue
		case field.CanUint():
			bits = field.Uint()
		case !field.IsZero():
			bits = 1
		}
		used[name] |= bits
	}
}
