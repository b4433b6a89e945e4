//go:build browser

package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
)

// kept is all that a browser keeps for an address, byte for byte.
func (b *tab) kept(address string) string {
	b.t.Helper()
	text := evaluate[string](b, `document.cookie + "\n" + JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage))`)
	all := b.cookies(address)
	slices.SortFunc(all, func(x, y *network.Cookie) int { return strings.Compare(x.Name+x.Domain, y.Name+y.Domain) })
	for _, c := range all {
		text += fmt.Sprintf("\n%+v", *c)
	}
	return text
}

// badge is what the preview shows of itself.
type badge struct{ Text, Exit, Role string }

const badgeJS = `((box) => ({ text: box?.textContent ?? "none", exit: box?.querySelector("a").href ?? "", role: box?.getAttribute("role") ?? "" }))(document.querySelector("#lanekeeper-preview"))`

// TestBrowserForce: who forces sees it, and the browser keeps nothing of it.
func TestBrowserForce(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	d.call("POST", "/experiments", `{"id": "11", "name": "[ME] A draft", "variations": [{"id": "11a", "weight": 5000},
		{"id": "11b", "weight": 5000, "changes": [{"type": "js", "selector": "#hats-title", "code": "element.textContent = 'Drafted'"}]}]}`, nil)
	d.act("2", "pause")
	rules := d.rules()
	inOne, held := outcome(t, d, "1"), outcome(t, d, "4")
	b := newTab(t)

	for _, test := range []struct {
		name    string
		visitor string // "" is nobody yet
		pins    string
		query   string
		badge   string
		forced  map[string]string // what has to be forced; the others are as always, or off
		warns   string
	}{
		{"a new visitor", "", "", "lk_force=1:1b", "Preview: 1:1b", map[string]string{"1": "1b"}, ""},
		{"a pinned visitor", inOne, "1~1.1b~3.3b", "lk_force=1:1a", "Preview: 1:1a", map[string]string{"1": "1a"}, ""},
		{"two that exclude each other", inOne, "1~1.1a", "lk_force=1:1b,5:5b", "Preview: 1:1b, 5:5b", map[string]string{"1": "1b", "5": "5b"}, ""},
		{"paused", inOne, "1~1.1a", "lk_force=2:2b", "Preview: 2:2b", map[string]string{"2": "2b"}, ""},
		{"a draft", "", "", "lk_force=11:11b", "Preview: 11:11b", map[string]string{"11": "11b"}, ""},
		{"held out", held, "1~3.3a~4.4h", "lk_force=6:6b", "Preview: 6:6b", map[string]string{"6": "6b"}, ""},
		{"the holdout", inOne, "1~1.1b", "lk_force=4:4h", "Preview: 4:4h", map[string]string{"4": "4h"}, ""},
		{"no such experiment", inOne, "1~1.1b", "lk_force=99:99b", "Preview: nothing is forced", nil, `lk_force=99:99b: there is no experiment "99" with a variation "99b".`},
		{"no such variation", inOne, "1~1.1b", "lk_force=1:1z,9:9b", "Preview: 9:9b", map[string]string{"9": "9b"}, `lk_force=1:1z: there is no experiment "1" with a variation "1z".`},
		{"an inherited name", inOne, "", "lk_force=constructor:name", "Preview: nothing is forced", nil, `there is no experiment "constructor"`},
		{"only", inOne, "1~1.1b", "lk_force=8:8b&lk_force_only", "Preview: 8:8b", map[string]string{"8": "8b"}, ""},
		{"only, of nothing", inOne, "1~1.1b", "lk_force=99:x&lk_force_only", "Preview: nothing is forced", nil, `there is no experiment "99"`},
		{"beside other parameters", inOne, "1~1.1b", "a=1&lk_force=8:8b&b=2#hats", "Preview: 8:8b", map[string]string{"8": "8b"}, ""},
	} {
		var jar []*network.CookieParam
		if test.visitor != "" {
			jar = append(jar, visitorCookie(d.shop(), test.visitor))
		}
		if test.pins != "" {
			jar = append(jar, cookie(d.shop(), "lk_buckets.demo", test.pins))
		}
		b.become(d.shop(), jar...)
		b.open(d.public + "/demo/icon.svg") // same origin, no snippet
		before := b.kept(d.shop())
		b.heard()

		b.open(d.shop() + "?" + test.query)
		b.await(`document.querySelector("#lanekeeper-preview")`)
		got := b.report()
		if after := b.kept(d.shop()); after != before {
			t.Errorf("%s: forcing left a trace:\nbefore %s\nafter  %s", test.name, before, after)
		}
		warned := b.heard()
		if test.warns == "" && len(warned) > 0 || test.warns != "" && (len(warned) != 1 || !strings.HasPrefix(warned[0], "warning: lanekeeper: ") || !strings.Contains(warned[0], test.warns)) {
			t.Errorf("%s: the console has %q, want %q", test.name, warned, test.warns)
		}

		header := before
		if test.visitor == "" {
			if len(got.Visitor) != 32 {
				t.Errorf("%s: the visitor is %q", test.name, got.Visitor)
			}
			header = "lk_visitor=" + cookies.Visitor{ID: got.Visitor, Created: created}.String()
		}
		header, _, _ = strings.Cut(header, "\n")
		want, _ := expected(t, rules, header, got.Address)
		for id := range want {
			if strings.Contains(test.query, "lk_force_only") {
				want[id] = decision{Reason: "off"}
			}
		}
		for id, variation := range test.forced {
			want[id] = decision{&variation, "forced"}
		}
		if got.Decisions.String() != want.String() {
			t.Errorf("%s:\nthe page has %v\nwant         %v", test.name, got.Decisions, want)
		}
		for id, changed := range got.Changed {
			if shown := want[id]; changed != (shown.in() && *shown.Variation == id+"b") {
				t.Errorf("%s: %sb is on the page: %t; the decision is %v", test.name, id, changed, shown)
			}
		}
		if title := evaluate[string](b, `document.querySelector("#hats-title").textContent`); (title == "Drafted") != (test.forced["11"] != "") {
			t.Errorf("%s: the heading is %q", test.name, title)
		}
		shown := evaluate[badge](b, badgeJS)
		exit, err := url.Parse(shown.Exit)
		if err != nil || !strings.HasPrefix(shown.Text, test.badge+"Exit preview") || strings.Contains(shown.Exit, "lk_force") || exit.Path != "/demo/" || shown.Role != "status" {
			t.Errorf("%s: the badge is %+v, want %q", test.name, shown, test.badge)
		}
		if test.name == "beside other parameters" && (exit.RawQuery != "a=1&b=2" || exit.Fragment != "hats") {
			t.Errorf("%s: the exit leads to %s", test.name, shown.Exit)
		}
	}
}

// outcome is a visitor whose outcome of the [ME] layer is the experiment, without pins.
func outcome(t *testing.T, d *origin, experiment string) string {
	t.Helper()
	rules := d.rules()
	for _, id := range visitors(500, 3) {
		if all, _ := expected(t, rules, "lk_visitor="+cookies.Visitor{ID: id, Created: created}.String(), d.shop()); all[experiment].in() {
			return id
		}
	}
	t.Fatalf("nobody meets experiment %s", experiment)
	return ""
}

// TestBrowserForceEnds: the badge is reached and left by keyboard, and behind
// it everything is as it was.
func TestBrowserForceEnds(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	who := outcome(t, d, "1")
	b := newTab(t)
	b.become(d.shop(), visitorCookie(d.shop(), who))
	b.open(d.shop())
	first := b.report()
	kept := b.kept(d.shop())

	b.open(d.shop() + "?lk_force=1:1a,5:5b,6:6b&lk_force_only")
	b.await(`document.querySelector("#lanekeeper-preview")`)
	// Backwards from the start of the page: the badge is the last that takes the focus.
	b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	if focused := evaluate[string](b, `document.activeElement.textContent`); focused != "Exit preview" {
		t.Fatalf("Shift+Tab leads to %q", focused)
	}
	if outline := evaluate[string](b, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("nobody sees that the exit has the focus")
	}
	b.leave(func() { b.do(chromedp.KeyEvent(kb.Enter)) })
	again := b.report()
	if address := again.Address; address != d.shop() {
		t.Errorf("the exit leads to %s", address)
	}
	again.check(t, d.rules(), first.Cookie)
	if after := b.kept(d.shop()); after != kept {
		t.Errorf("before the preview\n%s\nafter it\n%s", kept, after)
	}
	if text := evaluate[badge](b, badgeJS).Text; text != "none" {
		t.Errorf("there is a badge still: %s", text)
	}
	b.silent("the preview")
}

// TestBrowserForceFails: where the preview cannot be had, the page is as always.
func TestBrowserForceFails(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	snippet := d.script()
	forces := func() bool { return strings.Contains(d.file("/js/demo.preview.js?lk_force=1:1b"), "lk_force") }
	open := forces()
	rules := d.rules()
	rules.Project.Force = engine.ForceOff
	form, err := rules.Project.JSON()
	if err != nil {
		t.Fatal(err)
	}
	d.call("PUT", "", string(form), nil)
	rules = d.rules()
	if rules.Project.Force != engine.ForceOff || !open || forces() {
		t.Fatal("forcing is not off")
	}
	who := outcome(t, d, "5")
	target, err := url.Parse(d.public)
	if err != nil {
		t.Fatal(err)
	}
	served := httputil.NewSingleHostReverseProxy(target).ServeHTTP
	broken := func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }
	cut := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	html := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Maintenance</title>")
	}
	for name, test := range map[string]struct{ asked, preview http.HandlerFunc }{
		"switched off":          {served, served},
		"500":                   {served, broken},
		"cut off":               {served, cut},
		"500 of the module":     {broken, served},
		"the module is cut off": {cut, served},
		"the module is a page":  {html, served},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/js/demo.asked.js", test.asked)
		mux.HandleFunc("/js/demo.preview.js", test.preview)
		mux.HandleFunc("/js/demo.js", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, snippet) })
		mux.HandleFunc("/demo/", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, document(`<script src="/js/demo.js"></script>`, `<p id="ribbon">Ribbon</p><script>(window.lanekeeper ||= []).push(() => {})</script>`))
		})
		s := httptest.NewServer(mux)
		defer s.Close()
		address := s.URL + "/demo/?lk_force=1:1b"
		b := newTab(t)
		b.become(address, visitorCookie(address, who))
		b.open(address)
		b.await(`lanekeeper.get("decisions")`)
		got := evaluate[struct {
			Cookie    string
			Decisions decisions
		}](b, `({ cookie: document.cookie, decisions: lanekeeper.get("decisions") })`)
		want, bucketCookie := expected(t, rules, "lk_visitor="+cookies.Visitor{ID: who, Created: created}.String(), address)
		if got.Decisions.String() != want.String() || !strings.Contains(got.Cookie, bucketCookie) {
			t.Errorf("%s: the page has %v and %q\nwant %v and %s", name, got.Decisions, got.Cookie, want, bucketCookie)
		}
		if text := evaluate[badge](b, badgeJS).Text; text != "none" {
			t.Errorf("%s: there is a badge: %s", name, text)
		}
		for _, line := range b.heard() { // what the browser itself says of files that it cannot have
			if !strings.HasPrefix(line, "network: ") && !strings.HasPrefix(line, "security: ") && !strings.HasPrefix(line, "javascript: Failed to load module script") {
				t.Errorf("%s: the console has %s", name, line)
			}
		}
	}
}

// script is the snippet as visitors get it.
func (o *origin) script() string { return o.file("/js/" + o.project + ".js") }

// file is what the public listener gives.
func (o *origin) file(path string) string {
	o.t.Helper()
	response, err := http.Get(o.public + path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		o.t.Fatal(response.Status, err)
	}
	return string(data)
}
