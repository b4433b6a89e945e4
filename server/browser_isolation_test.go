//go:build browser

package server_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/public"
)

// faultsJS collects what reaches the page's own handlers of errors. It stands
// in front of the tag, as a site's error reporting does.
const faultsJS = `<script>window.faults = []; window.onerror = (text) => { faults.push(text) }; onunhandledrejection = (e) => { faults.push(String(e.reason)) };</script>`

// stylesJS counts the style sheets that take effect, the page's own aside.
const stylesJS = `(document.querySelectorAll("style").length + document.adoptedStyleSheets.filter((sheet) => !sheet.disabled && sheet.cssRules.length).length)`

// changes is a project of untagged experiments 1, 2, …, in which everybody
// meets one change: "css: code", "js: code", or "selector => code".
func changes(list ...string) []byte {
	var form strings.Builder
	form.WriteString("id: site\nexperiments:\n")
	for i, text := range list {
		id := string(rune('1' + i))
		form.WriteString("- {id: '" + id + "', name: Experiment " + id + ", status: running, variations: [{id: " + id + "v, weight: 10000, changes: [")
		kind, code, plain := strings.Cut(text, ": ")
		if !plain || kind != "css" && kind != "js" {
			kind, code, _ = strings.Cut(text, " => ")
			kind = "js, selector: " + quoted(kind)
		}
		form.WriteString("{type: " + kind + ", code: " + quoted(code) + "}]}]}\n")
	}
	return []byte(form.String())
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// TestBrowserIsolation: what is broken is logged with its experiment and
// variation; the page and all other changes go on.
func TestBrowserIsolation(t *testing.T) {
	t.Parallel()
	o := start(t, changes(
		`js: document.documentElement.dataset.one = "1"`,
		`js: throw new Error("broken at once")`,
		`#title => element.textContent = "Two"; undefined.property`,
		`::: => element.remove()`,
		`#nowhere => element.remove()`,
		`js: null()`,
		`css: #title { color: rgb(1, 2, 3) }`,
		`#late => throw "not even an error"`,
		`#last => element.textContent = "Done"`,
	))
	hook := `<script>window.errors = []; window.lanekeeper = [{ type: "on", event: "error", do: (error) => errors.push([error.experiment, error.variation, error.change].join(" ")) }]</script>`
	address := site(t, map[string]string{"/": document(faultsJS+hook+o.tag(), `<h1 id="title">Title</h1><p id="late">Late</p><p id="last">Last</p>
		<button onclick="this.textContent = 'Pressed'">Press</button>`)})
	b := newTab(t)
	b.open(address)
	b.click("button")
	b.await(`errors.length >= 6`) // the last one is of a selector that matches nothing
	got := evaluate[struct {
		One, Title, Color, Late, Last, Button, Cookie string
		Faults, Errors                                []string
		Decisions                                     decisions
	}](b, `(($) => ({ errors: errors.sort(),
		one: document.documentElement.dataset.one, title: $("#title").textContent, color: getComputedStyle($("#title")).color, late: $("#late").textContent,
		last: $("#last").textContent, button: $("button").textContent, faults, cookie: document.cookie, decisions: lanekeeper.get("decisions"),
	}))((selector) => document.querySelector(selector))`)
	if got.One != "1" || got.Title != "Two" || got.Color != "rgb(1, 2, 3)" || got.Late != "Late" || got.Last != "Done" {
		t.Errorf("beside broken changes, others were not made: %+v", got)
	}
	if got.Button != "Pressed" || len(got.Faults) > 0 {
		t.Errorf("the page is broken: %+v", got)
	}
	if !strings.Contains(got.Cookie, "=1~1.1v~2.2v~3.3v~4.4v~5.5v~6.6v~7.7v~8.8v~9.9v") || len(got.Decisions) != 9 {
		t.Errorf("broken changes are exposures too: %+v", got)
	}
	if want := []string{"2 2v 1", "3 3v 1", "4 4v 1", "5 5v 1", "6 6v 1", "8 8v 1"}; !slices.Equal(got.Errors, want) {
		t.Errorf("the hook is told %q, want %q", got.Errors, want)
	}
	said := b.heard()
	slices.Sort(said)
	for i, want := range []string{
		"error: lanekeeper {change: 1, experiment: 2, variation: 2v} Error: broken at once",
		"error: lanekeeper {change: 1, experiment: 3, variation: 3v} TypeError: Cannot read properties of undefined",
		"error: lanekeeper {change: 1, experiment: 4, variation: 4v} SyntaxError: ",
		"error: lanekeeper {change: 1, experiment: 5, variation: 5v} Error: nothing matches #nowhere",
		"error: lanekeeper {change: 1, experiment: 6, variation: 6v} TypeError: ",
		"error: lanekeeper {change: 1, experiment: 8, variation: 8v} not even an error",
	} {
		if len(said) != 6 || !strings.HasPrefix(said[i], want) {
			t.Fatalf("the console has %q, want %q", said, want)
		}
	}
}

// TestBrowserQueue: calls that were queued run in order before anything is
// decided; one that throws stops nothing.
func TestBrowserQueue(t *testing.T) {
	t.Parallel()
	o := start(t, changes(`js: document.documentElement.dataset.shown = lanekeeper.get("revision")`))
	address := site(t, map[string]string{"/": document(faultsJS+`<script>
		window.heard = [];
		const tell = (name) => (api) => heard.push(name, api === window.lanekeeper, String(api.get("revision")), typeof api.get("decisions"), String(document.documentElement.dataset.shown));
		window.lanekeeper = [tell("first"), () => { throw new Error("a broken call") }, "text", null, {}, tell("second")];
	</script>`+o.tag()+`<script>
		lanekeeper.push(tell("third"));
		lanekeeper.push(() => { throw new Error("another broken call") });
		lanekeeper.push();
		lanekeeper.push({ type: "event", name: "nobody listens" });
		heard.push(String(lanekeeper.get("nothing")));
	</script>`, "")})
	b := newTab(t)
	b.open(address)
	heard := evaluate[[]any](b, `heard`)
	want := []any{
		"first", true, "undefined", "undefined", "undefined", "second", true, "undefined", "undefined", "undefined",
		"third", true, "1", "object", "1", "undefined",
	}
	if !slices.Equal(heard, want) {
		t.Errorf("the calls heard %v\nwant            %v", heard, want)
	}
	if faults := evaluate[[]string](b, `faults`); len(faults) > 0 {
		t.Errorf("the page has errors: %v", faults)
	}
	// What is no call is told once, if it cannot be taken for one, however much happens later.
	said := b.heard()
	for i, want := range []string{"Error: a broken call", "TypeError: ", "Error: another broken call", "TypeError: "} {
		if len(said) != 4 || !strings.HasPrefix(said[i], "error: lanekeeper undefined "+want) {
			t.Fatalf("the console has %q", said)
		}
	}
}

// TestBrowserTwice: a tag that stands twice works once.
func TestBrowserTwice(t *testing.T) {
	t.Parallel()
	o := start(t, changes(
		`js: window.made = (window.made || 0) + 1`,
		`p => element.textContent += "!"`,
		`css: p { margin-left: 7px }`,
	))
	address := site(t, map[string]string{"/": document(faultsJS+o.tag()+"<script>window.api = lanekeeper</script>"+o.tag(), "<p>Once</p>"+o.tag())})
	b := newTab(t)
	b.open(address)
	got := evaluate[struct {
		Made, Styles int
		Text         string
		Same         bool
		Faults       []string
	}](b, `({ made, styles: `+stylesJS+`, text: document.querySelector("p").textContent, same: api === lanekeeper, faults })`)
	if got.Made != 1 || got.Styles != 1 || got.Text != "Once!" || !got.Same || len(got.Faults) > 0 {
		t.Errorf("with the tag three times: %+v", got)
	}
	b.silent("the tag three times")
}

// TestBrowserOldLibraries: pages whose libraries put their own methods on
// arrays, before us or after us, are pages like others.
func TestBrowserOldLibraries(t *testing.T) {
	t.Parallel()
	o := start(t, changes(
		`js: document.documentElement.dataset.one = "1"`,
		`js: for (const name of ["each", "first", "toJSON"]) Array.prototype[name] = () => "ours"; Object.prototype.ours = true`,
		`#late => element.textContent = "Changed"`,
		`css: p { margin-left: 7px }`,
	))
	library := `<script>
		// As Prototype and MooTools did it: methods that can be counted by for-in, and others in place of the browser's.
		Array.prototype.last = function () { return this[this.length - 1] };
		Array.prototype.filter = function (keep) { const kept = []; for (let i = 0; i < this.length; i++) if (keep(this[i], i)) kept.push(this[i]); return kept };
		Array.prototype.forEach = Array.prototype.each = function (call) { for (let i = 0; i < this.length; i++) call(this[i], i); return this };
		Array.prototype.find = Array.prototype.detect = function (is) { for (let i = 0; i < this.length; i++) if (is(this[i], i)) return this[i] };
		String.prototype.strip = function () { return this.trim() };
	</script>`
	pages := map[string]string{
		"/before": document(faultsJS+library+o.tag(), `<p id="late">Late</p>`),
		"/after":  document(faultsJS+o.tag()+library, `<p id="late">Late</p>`),
	}
	address := site(t, pages)
	for path := range pages {
		b := newTab(t)
		b.open(address + path)
		got := evaluate[struct {
			One, Text, Margin string
			Faults            []string
		}](b, `({ one: document.documentElement.dataset.one, text: document.querySelector("p").textContent, margin: getComputedStyle(document.querySelector("p")).marginLeft, faults })`)
		if got.One != "1" || got.Text != "Changed" || got.Margin != "7px" || len(got.Faults) > 0 {
			t.Errorf("%s: %+v", path, got)
		}
		b.silent(path)
	}
}

// TestBrowserStopped: where our server cannot be reached, or answers nonsense,
// the site is as it always was.
func TestBrowserStopped(t *testing.T) {
	t.Parallel()
	o := startDemo(t)
	b := newTab(t)
	page := document(faultsJS+`<script>window.lanekeeper = [() => { window.called = true }]</script>`+o.tag(), `<h1>Title</h1><button onclick="this.textContent = 'Pressed'">Press</button>`)
	address := site(t, map[string]string{"/demo/": page}) + "/demo/"
	b.open(address)
	if !evaluate[bool](b, `window.called === true && lanekeeper.get("decisions") !== undefined`) {
		t.Fatal("the snippet does not run")
	}
	before := b.kept(address)
	b.heard()

	o.stop()
	b.reload()
	b.click("button")
	got := evaluate[struct {
		Title, Button string
		Called        bool
		Styles        int
		Faults        []string
	}](b, `({ title: document.querySelector("h1").textContent, button: document.querySelector("button").textContent, called: window.called === true,
		styles: `+stylesJS+`, faults })`)
	if got.Title != "Title" || got.Button != "Pressed" || got.Called || got.Styles > 0 || len(got.Faults) > 0 {
		t.Errorf("without our server the page is %+v", got)
	}
	if after := b.kept(address); after != before {
		t.Errorf("before the end of the server\n%s\nafter it\n%s", before, after)
	}
	if said := b.heard(); len(said) != 1 || !strings.HasPrefix(said[0], "network: Failed to load resource: net::ERR_CONNECTION_REFUSED") {
		t.Errorf("the console has %q", said)
	}
}

// TestBrowserShopStopped: the demo's shop, too, says so and goes on.
func TestBrowserShopStopped(t *testing.T) {
	t.Parallel()
	files, err := fs.Sub(public.Demo(), ".")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/", http.StripPrefix("/demo/", http.FileServerFS(files)))
	mux.HandleFunc("/js/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	s := httptest.NewServer(mux)
	defer s.Close()
	b := newTab(t)
	b.open(s.URL + "/demo/")
	b.await(`document.querySelector("#notice").textContent.includes("did not load")`)
	b.click(".add")
	if bag := evaluate[string](b, `document.querySelector("#bag").textContent`); bag != "1" {
		t.Errorf("the bag holds %q", bag)
	}
	if summary := evaluate[string](b, `document.querySelector("#summary").textContent`); summary != "No snippet" {
		t.Errorf("the panel says %q", summary)
	}
	for _, line := range b.heard() {
		if !strings.HasPrefix(line, "network: Failed to load resource") {
			t.Errorf("the console has %s", line)
		}
	}
}
