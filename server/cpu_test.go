//go:build browser && bench

package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
)

const (
	cpuLoads   = 30
	cpuTries   = 3 // what else the machine does only ever adds: of so many loads the best counts as one
	cpuWarmUp  = 2
	cpuAtMost  = 3.0 // times the floor
	cpuVisitor = "0123456789abcdef0123456789abcdef"
	growthBook = "@growthbook/growthbook@1.8.0"
)

// TestCPU measures what a snippet costs the page's main thread, as a ratio to
// the same changes written by hand. A visitor comes to a page where all
// experiments run, and draws the changed variation of each: by the salts that
// were chosen, so that all three scripts do the same to the page. The first view
// is that of a visitor with an id and nothing else, so there are cookies to
// write; a later one follows it on the same day.
//
// A ratio of two times in one run is steady on a busy machine, a time is not. So
// all pages take turns, in a new order each round; what counts is the time that
// the thread ran, not the clock's; and from the median of each page's loads that
// of an empty page's is subtracted.
func TestCPU(t *testing.T) {
	peer := fetchGrowthBook(t)
	table := &bytes.Buffer{}
	w := tabwriter.NewWriter(table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "experiments\t\tfirst view, ms\tof the floor\tlater view, ms\tof the floor\tbytes\tgzip\tbrotli\tapplied as it ended\t\n")
	for _, n := range []int{10, 100} {
		measured := measureCPU(t, n, peer)
		floor := measured["floor"].over
		for _, name := range []string{"floor", "Lanekeeper", "GrowthBook"} {
			m, ok := measured[name]
			if !ok {
				continue
			}
			gzip, brotli, err := server.Sizes(m.script)
			if err != nil {
				t.Fatal(err)
			}
			applied := "yes"
			if m.applied < n {
				applied = fmt.Sprintf("no, %d", m.applied)
			}
			fmt.Fprintf(w, "%d\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%d\t%d\t%d\t%s\t\n", n, name,
				m.over[first], m.over[first]/floor[first], m.over[later], m.over[later]/floor[later], len(m.script), gzip, brotli, applied)
		}
		ours := measured["Lanekeeper"]
		for view, name := range viewNames {
			if ours.over[view] > cpuAtMost*floor[view] {
				t.Errorf("%d experiments, %s: %.2f times the floor, more than %.0f", n, name, ours.over[view]/floor[view], cpuAtMost)
			}
		}
		if ours.applied < n {
			t.Errorf("%d experiments: %d were applied as the script ended", n, ours.applied)
		}
	}
	w.Flush()
	fmt.Fprintf(os.Stdout, "\nMain-thread CPU over an empty page in Chromium, medians of %d loads\n%s\n", cpuLoads, table)
}

// The views of a page that are measured.
const (
	first = iota
	later
	views
)

var viewNames = [views]string{"first view", "later view"}

// measured is one script's share of a run.
type measured struct {
	script  []byte
	applied int              // changes on the page as the script ended
	loads   [views][]float64 // milliseconds of each
	over    [views]float64   // their median, over the empty page's
}

func measureCPU(t *testing.T, n int, peer []byte) map[string]*measured {
	t.Helper()
	all := map[string]*measured{"empty": {}, "floor": {script: floorScript(n)}}
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	host := "http://www.shop.localhost:" + port // as many domains to try as a usual site has
	address := host + "/bench/"
	all["Lanekeeper"] = &measured{script: ownScript(t, n, address+"Lanekeeper")}
	if peer != nil {
		all["GrowthBook"] = &measured{script: append(growthBookConfig(t, n, address+"GrowthBook"), peer...)}
	}
	serveBench(mux, n, all)

	b := newTab(t)
	b.do(command(performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}), command(heapprofiler.Enable, cdp.Empty{}))
	load := func(name string) float64 {
		b.open(host + "/rest")
		b.do(command(heapprofiler.CollectGarbage, cdp.Empty{}))
		before := threadTime(b)
		b.open(address + name)
		evaluate[bool](b, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => done(true)))))`)
		return threadTime(b) - before
	}
	arrive := func() {
		b.become(address, cookie(address, "lk_visitor", cpuVisitor+".t1k2m3"), cookie(address, "gbuuid", cpuVisitor))
	}
	for name, m := range all {
		if m.script == nil {
			continue
		}
		arrive()
		load(name + "?check")
		m.applied = evaluate[int](b, "window.atEnd ?? -1")
		b.await(appliedJS(n) + " == " + fmt.Sprint(n))
	}
	names := slices.Collect(maps.Keys(all))
	for round := range cpuWarmUp + cpuLoads {
		best := map[string][views]float64{}
		for range cpuTries {
			rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			for _, name := range names {
				arrive()
				took := best[name]
				for view := range views {
					if ms := load(name); took[view] == 0 || ms < took[view] {
						took[view] = ms
					}
				}
				best[name] = took
			}
		}
		for name, m := range all {
			for view := range views {
				if round >= cpuWarmUp {
					m.loads[view] = append(m.loads[view], best[name][view])
				}
			}
		}
	}
	for _, m := range all {
		for view := range views {
			m.over[view] = median(m.loads[view]) - median(all["empty"].loads[view])
		}
	}
	return all
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// threadTime is how long the page's main thread has run, in milliseconds.
func threadTime(b *tab) float64 {
	b.t.Helper()
	metrics, err := run(b, func(ctx context.Context, t *chromedp.Target) (performance.GetMetricsResult, error) {
		return cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range metrics.Metrics {
		if m.Name == "ThreadTime" {
			return m.Value * 1000
		}
	}
	b.t.Fatal("Chromium tells no ThreadTime")
	return 0
}

// serveBench serves a page for each script; the empty one has the same elements. The tag stands
// behind the elements, so that everything can be applied at once. Asked to
// check, the script itself counts what is applied as its last act: nothing can
// run in between.
func serveBench(mux *http.ServeMux, n int, all map[string]*measured) {
	var body strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&body, `<p id="element-%d">Text %d</p>`, i, i)
	}
	page := func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		io.WriteString(w, document("", text))
	}
	mux.HandleFunc("/rest", func(w http.ResponseWriter, _ *http.Request) { page(w, "") })
	for name, m := range all {
		mux.HandleFunc("/bench/"+name, func(w http.ResponseWriter, r *http.Request) {
			tag := ""
			if m.script != nil {
				tag = `<script src="/` + name + `.js?` + r.URL.RawQuery + `"></script>`
			}
			page(w, body.String()+tag)
		})
		mux.HandleFunc("/"+name+".js", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			w.Header().Set("Cache-Control", "no-store") // else its compiled code is kept, too
			w.Write(m.script)
			if r.URL.RawQuery == "check" {
				io.WriteString(w, "\n;window.atEnd = "+appliedJS(n))
			}
		})
	}
}

// appliedJS counts the changes that can be seen on the page.
func appliedJS(n int) string {
	return fmt.Sprintf(`Array.from({ length: %d }, (_, i) => i + 1).filter((i) => {
		const element = document.getElementById("element-" + i);
		return i %% 2 ? element.textContent == "Variation " + i : getComputedStyle(element).fontWeight == "700";
	}).length`, n)
}

func benchRule(i int) string { return fmt.Sprintf("#element-%d{color:#c00;font-weight:700}", i) }

// floorScript is what somebody would write who wants these changes for everybody.
func floorScript(n int) []byte {
	var rules, texts strings.Builder
	for i := 1; i <= n; i++ {
		if i%2 == 0 {
			rules.WriteString(benchRule(i))
		} else {
			fmt.Fprintf(&texts, `q("#element-%d").textContent="Variation %d";`, i, i)
		}
	}
	return fmt.Appendf(nil, `(()=>{let q=s=>document.querySelector(s),s=document.createElement("style");s.textContent=%q;document.head.append(s);%s})()`, rules.String(), texts.String())
}

// ownScript is the snippet that the server serves for the experiments.
func ownScript(t *testing.T, n int, address string) []byte {
	t.Helper()
	p, err := engine.Parse([]byte(`{"id": "shop", "force": "off", "experiments": []}`))
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= n; i++ {
		id := fmt.Sprint(1000 + i)
		p.Pages = append(p.Pages, engine.Page{ID: "p" + id, Include: []engine.Condition{{Match: engine.Simple, Value: address}}})
		c := engine.Change{Type: engine.CSS, Code: benchRule(i)}
		if i%2 == 1 {
			c = engine.Change{Type: engine.JavaScript, Selector: fmt.Sprintf("#element-%d", i), Code: fmt.Sprintf("element.textContent = 'Variation %d'", i)}
		}
		p.Experiments = append(p.Experiments, engine.Experiment{
			ID: id, Name: "Experiment " + id, Status: engine.Running, Salt: id, Traffic: engine.Whole, Pages: []string{"p" + id},
			Variations: []engine.Variation{{ID: "a", Weight: 5000}, {ID: "b", Weight: 5000, Changes: []engine.Change{c}}},
		})
	}
	for try := 0; ; try++ {
		rules, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		result, err := rules.Decide(engine.Visit{Visitor: cpuVisitor, URL: address})
		if err != nil {
			t.Fatal(err)
		}
		left := 0
		for i, d := range result.Decisions {
			if d.Variation != "b" {
				p.Experiments[i].Salt = fmt.Sprintf("%s-%d", p.Experiments[i].ID, try)
				left++
			}
		}
		if left == 0 {
			break
		}
	}
	form, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(start(t, form).public + "/js/shop.js")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	script, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d %v: %s", response.StatusCode, err, script)
	}
	return script
}

// growthBookConfig gives GrowthBook the same experiments, before its script.
func growthBookConfig(t *testing.T, n int, address string) []byte {
	t.Helper()
	var experiments []map[string]any
	for i := 1; i <= n; i++ {
		key := fmt.Sprintf("experiment-%d", i)
		variation := map[string]any{"css": benchRule(i)}
		if i%2 == 1 {
			variation = map[string]any{"js": fmt.Sprintf(`document.querySelector("#element-%d").textContent = "Variation %d"`, i, i)}
		}
		seed := key
		for try := 0; !growthBookDraws(seed, cpuVisitor); try++ {
			seed = fmt.Sprintf("%s-%d", key, try)
		}
		experiments = append(experiments, map[string]any{
			"key": key, "changeId": key, "status": "running", "hashAttribute": "id", "hashVersion": 2, "seed": seed,
			"weights": []float64{.5, .5}, "coverage": 1, "meta": []map[string]string{{"key": "0"}, {"key": "1"}},
			"urlPatterns": []map[string]any{{"type": "simple", "include": true, "pattern": address}},
			"variations":  []map[string]any{{}, variation},
		})
	}
	config, err := json.Marshal(map[string]any{
		"payload": map[string]any{"features": map[string]any{}, "experiments": experiments}, "noStreaming": true, "clientKey": "sdk-bench",
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(append([]byte("window.growthbook_config="), config...), ";\n"...)
}

// growthBookDraws reports whether the second of two halves is drawn, by its
// documented hash (version 2).
func growthBookDraws(seed, visitor string) bool {
	hash := func(s string) uint32 {
		h := fnv.New32a()
		io.WriteString(h, s)
		return h.Sum32()
	}
	return hash(fmt.Sprint(hash(seed+visitor)))%10000 >= 5000
}

// fetchGrowthBook fetches the peer's script, for this run alone; nil where npm
// cannot have it.
func fetchGrowthBook(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	pack := exec.CommandContext(t.Context(), "npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", dir, growthBook)
	if out, err := pack.CombinedOutput(); err != nil {
		t.Logf("GrowthBook is left out: %v %s", err, out)
		return nil
	}
	script, err := os.ReadFile(filepath.Join(dir, "node_modules/@growthbook/growthbook/dist/bundles/auto.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return script
}
