//go:build browser

package server_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/security"

	"github.com/lanekeeper/lanekeeper/cookies"
)

// kinds are three experiments, one of them not met by anybody.
var kinds = changes(`css: h1 { color: red }`, `css: h1 { margin: 0 }`, `css: h1 { padding: 0 }`)

const allKinds = "1~1.1v~2.2v~3.3v"

// The ids of two visitors, the older first.
var older, newer = cookies.Visitor{ID: strings.Repeat("a", 32), Created: created - 1000}.String(), cookies.Visitor{ID: strings.Repeat("b", 32), Created: created}.String()

// written counts what scripts write to document.cookie, and still writes it.
const written = `{
	window.written = [];
	const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
	Object.defineProperty(Document.prototype, "cookie", { configurable: true, get: jar.get, set(text) { written.push(text); jar.set.call(this, text); } });
}`

// yesterday makes the cookies due again: what says that they were renewed has lived for a day.
const yesterday = `document.cookie = "lk_day=;path=/;max-age=0", true`

// called gives the site's address under another name for this machine.
func called(address, host string) string { return strings.Replace(address, "127.0.0.1", host, 1) }

// jar is what the browser keeps for a page, as "name=value of domain".
func (b *tab) jar(address string) string {
	b.t.Helper()
	var all []string
	for _, c := range b.cookies(address) {
		all = append(all, c.Name+"="+c.Value+" of "+c.Domain)
	}
	return strings.Join(sorted(all), "\n")
}

// TestBrowserCookieAttributes: both cookies as they are written, on every kind of host.
func TestBrowserCookieAttributes(t *testing.T) {
	t.Parallel()
	o := start(t, kinds)
	page := document(o.tag(), "<h1>Title</h1>")
	plain := site(t, map[string]string{"/": page, "/deep/path/": page})
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/js/site.js" {
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, o.script())
			return
		}
		io.WriteString(w, document(`<script src="/js/site.js"></script>`, "<h1>Title</h1>"))
	}))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // Chromium tries first whether it may trust us
	defer secure.Close()
	for _, test := range []struct{ address, domain string }{
		{plain + "/", "127.0.0.1"}, // an address of no domain
		{called(plain, "localhost") + "/", "localhost"},
		{called(plain, "shop.localhost") + "/deep/path/", ".shop.localhost"},
		{called(plain, "a.b.shop.localhost") + "/", ".shop.localhost"},
		{called(secure.URL, "shop.localhost") + "/", ".shop.localhost"},
	} {
		b := newTab(t)
		b.do(command(security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}))
		b.before(written)
		b.open(test.address)
		visitor := evaluate[string](b, `lanekeeper.get("visitor")`)
		all := b.cookies(test.address)
		if len(all) != 3 {
			t.Errorf("%s: the cookies are %s", test.address, b.jar(test.address))
		}
		page, err := url.Parse(test.address)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			left := time.Until(time.Unix(int64(c.Expires), 0))
			if c.Name == "lk_day" { // nothing but that the others were renewed, here and today
				if c.Value != "1" || c.Domain != page.Hostname() || c.Path != "/" || c.Session || left < 24*time.Hour-10*time.Minute || left > 24*time.Hour+time.Minute {
					t.Errorf("%s: %+v", test.address, *c)
				}
				continue
			}
			if c.Domain != test.domain || c.Path != "/" || c.SameSite != network.CookieSameSiteLax || c.HTTPOnly || c.Session || c.Secure != strings.HasPrefix(test.address, "https") ||
				left < 399*24*time.Hour || left > 400*24*time.Hour+time.Minute {
				t.Errorf("%s: %+v", test.address, *c)
			}
			switch c.Name {
			case "lk_buckets.site":
				if c.Value != allKinds {
					t.Errorf("%s: the buckets are %s", test.address, c.Value)
				}
			case "lk_visitor":
				read, _ := cookies.Read(c.Name+"="+c.Value, cookies.Names{})
				if age := time.Now().Unix() - read.Created; read.ID != visitor || len(visitor) != 32 || age < 0 || age > 600 {
					t.Errorf("%s: the visitor is %s, and the page says %s", test.address, c.Value, visitor)
				}
			default:
				t.Errorf("%s: there is a cookie %s", test.address, c.Name)
			}
		}
		// The widest domain is asked for once, and each cookie stays at one place: what else was written are probes,
		// and removals from where a copy would stand before it.
		if writes := evaluate[[]string](b, `written.filter((text) => !text.includes("_probe=") && !text.includes("max-age=0;"))`); len(writes) != 3 {
			t.Errorf("%s: written were %q", test.address, writes)
		}
		probes := evaluate[[]string](b, `written.filter((text) => text.includes("_probe=1")).map((text) => text.split("domain=")[1])`)
		if slices.Sort(probes); len(slices.Compact(slices.Clone(probes))) != len(probes) {
			t.Errorf("%s: the domains %q were probed", test.address, probes)
		}
		b.silent(test.address)
	}
}

// TestBrowserCookieRenewal: the cookies are written when the visitor is new, when
// something is met for the first time, and once a day.
func TestBrowserCookieRenewal(t *testing.T) {
	t.Parallel()
	o := start(t, kinds)
	address := site(t, map[string]string{"/": document(o.tag(), "<h1>Title</h1>")}) + "/"
	b := newTab(t)
	b.before(written)
	writes := func(what string, want ...string) {
		t.Helper()
		all := evaluate[[]string](b, `written.filter((text) => !text.includes("max-age=0;")).map((text) => text.split("=")[0]).filter((name) => !name.endsWith("_probe"))`)
		if got := strings.Join(sorted(all), " "); got != strings.Join(want, " ") {
			t.Errorf("%s: written were %q, want %q", what, got, want)
		}
	}
	b.open(address)
	writes("the first visit", "lk_buckets.site", "lk_day", "lk_visitor")
	first := b.kept(address)
	b.reload()
	writes("the same day")
	if again := b.kept(address); again != first {
		t.Errorf("on the same day\n%s\nbecame\n%s", first, again)
	}
	evaluate[bool](b, yesterday)
	b.reload()
	writes("the next day", "lk_buckets.site", "lk_day", "lk_visitor")
	b.reload()
	writes("the same day again")

	o.call("POST", "/experiments", `{"id": "8", "name": "Experiment 8", "status": "running", "variations": [{"id": "8a", "weight": 10000}]}`, nil)
	b.reload()
	writes("a new experiment", "lk_buckets.site")
	o.act("8", "end")
	b.reload()
	writes("an experiment that has ended", "lk_buckets.site") // the others were met after it
	b.reload()
	writes("an experiment that has ended, again")
	if jar := b.jar(address); !strings.Contains(jar, "=1~8.8a~1.1v~2.2v~3.3v of") {
		t.Errorf("the pin of an experiment that may run again is not kept, oldest: %s", jar)
	}

	b.before(`Object.defineProperty(window, "localStorage", { get() { throw new Error("blocked") } })`)
	b.reload()
	writes("without storage")

	// Where nobody can tell the day, every page view renews them.
	b.before(`{
		const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
		Object.defineProperty(Document.prototype, "cookie", { configurable: true, get: jar.get, set(text) { if (!text.startsWith("lk_day=")) jar.set.call(this, text); } });
	}`)
	evaluate[bool](b, yesterday)
	for range 2 {
		b.reload()
		writes("without a day", "lk_buckets.site", "lk_visitor")
	}
	b.silent("renewal")
}

// TestBrowserCookieGarbage: whatever stands in the cookies, the page works and
// afterwards they are as they should be.
func TestBrowserCookieGarbage(t *testing.T) {
	t.Parallel()
	o := start(t, kinds)
	address := site(t, map[string]string{"/": document(faultsJS+o.tag(), "<h1>Title</h1>")}) + "/"
	b := newTab(t)
	for _, test := range []struct{ visitor, buckets, want string }{
		{"garbage", "garbage", allKinds},
		{"", "", allKinds},
		{"%00%ff", "%7B%22a%22%3A1%7D", allKinds},
		{strings.ToUpper(newer), "1", allKinds},
		{newer + ".more", "1~", allKinds},
		{strings.Repeat("x", 3000), "1~" + strings.Repeat("~", 3000), allKinds},
		{newer, "2~2.2v", allKinds},
		{newer, "1~2.2v~~2~.~2.~.2v~2.2v.2v~-1.1v~9.9z~constructor.name~__proto__.x~2.gone", "1~9.9z~constructor.name~1.1v~2.2v~3.3v"},
		{newer, "1~1.gone~3.3v", allKinds},
		{newer, "[object Object]", allKinds},
		{newer, "1~1.1v=2~3.3v", allKinds},
	} {
		what := fmt.Sprintf("%.60s and %.60s", test.visitor, test.buckets)
		b.become(address, cookie(address, "lk_visitor", test.visitor), cookie(address, "lk_buckets.site", test.buckets), cookie(address, "other", "kept"))
		b.open(address)
		got := evaluate[struct {
			Visitor   string
			Decisions decisions
			Faults    []string
		}](b, `({ visitor: lanekeeper.get("visitor"), decisions: lanekeeper.get("decisions"), faults })`)
		if len(got.Visitor) != 32 || len(got.Decisions) != 3 || len(got.Faults) > 0 {
			t.Errorf("%s: %+v", what, got)
		}
		for id, is := range got.Decisions {
			if !is.in() || *is.Variation != id+"v" {
				t.Errorf("%s: experiment %s: %v", what, id, is)
			}
		}
		if test.visitor == newer && got.Visitor != newer[:32] {
			t.Errorf("%s: the visitor is %s now", what, got.Visitor)
		}
		jar := b.jar(address)
		if visitor, _ := cookies.Read(strings.ReplaceAll(strings.ReplaceAll(jar, " of 127.0.0.1", ""), "\n", ";"), cookies.Names{}); visitor.ID != got.Visitor ||
			!strings.Contains(jar, "lk_buckets.site="+test.want+" of") || !strings.Contains(jar, "other=kept of") || !strings.Contains(jar, "lk_day=1 of") || strings.Count(jar, "\n") != 3 {
			t.Errorf("%s: the cookies are\n%s\nwant %s", what, jar, test.want)
		}
	}
	b.silent("garbage")
}

// TestBrowserCookieCopies: of two visitors in one browser the older stays, and
// what would stand before it is taken away.
func TestBrowserCookieCopies(t *testing.T) {
	t.Parallel()
	o := start(t, kinds)
	plain := site(t, map[string]string{"/": document(o.tag(), "<h1>Title</h1>")})
	shop, sub := called(plain, "shop.localhost")+"/", called(plain, "sub.shop.localhost")+"/"
	of := func(domain, name, value string) *network.CookieParam {
		c := cookie(sub, name, value)
		c.Domain = "." + domain // with the dot, the cookie is that domain's and its subdomains'
		return c
	}
	for _, test := range []struct {
		name string
		jar  []*network.CookieParam
	}{
		{"the older one on the domain", []*network.CookieParam{of("shop.localhost", "lk_visitor", older), cookie(sub, "lk_visitor", newer), cookie(sub, "lk_buckets.site", "1~2.2v")}},
		{"the older one on the host", []*network.CookieParam{of("shop.localhost", "lk_visitor", newer), cookie(sub, "lk_visitor", older)}},
		{"on three", []*network.CookieParam{
			of("shop.localhost", "lk_visitor", newer), of("sub.shop.localhost", "lk_visitor", older), cookie(sub, "lk_visitor", newer),
			of("shop.localhost", "lk_buckets.site", "1~3.3v~2.2v"), of("sub.shop.localhost", "lk_buckets.site", "1~2.2v~7.7x"), cookie(sub, "lk_buckets.site", "garbage"),
		}},
	} {
		b := newTab(t)
		b.become(sub, test.jar...)
		b.open(sub)
		if visitor := evaluate[string](b, `lanekeeper.get("visitor")`); visitor != older[:32] {
			t.Errorf("%s: the visitor is %s", test.name, visitor)
		}
		buckets := allKinds
		if test.name == "on three" {
			buckets = "1~7.7x~1.1v~2.2v~3.3v"
		}
		want := "lk_buckets.site=" + buckets + " of .shop.localhost\nlk_day=1 of sub.shop.localhost\nlk_visitor=" + older + " of .shop.localhost"
		if got := b.jar(sub); got != want {
			t.Errorf("%s: the cookies are\n%s", test.name, got)
		}
		if visible := evaluate[string](b, `document.cookie`); !strings.Contains(visible, "lk_buckets.site="+buckets) {
			t.Errorf("%s: the page has %s, want the buckets %s", test.name, visible, buckets)
		}
		b.open(shop)
		if visitor := evaluate[string](b, `lanekeeper.get("visitor")`); visitor != older[:32] {
			t.Errorf("%s: on the domain itself, the visitor is %s", test.name, visitor)
		}
		b.open(sub)
		evaluate[bool](b, yesterday)
		b.reload()
		if got := b.jar(sub); got != want {
			t.Errorf("%s: in the end the cookies are\n%s", test.name, got)
		}
	}
}

// TestBrowserCookieRoom: pins of experiments that do not run stay while there is
// room, and of those the oldest go first.
func TestBrowserCookieRoom(t *testing.T) {
	t.Parallel()
	o := start(t, kinds)
	address := site(t, map[string]string{"/": document(o.tag(), "<h1>Title</h1>")}) + "/"
	b := newTab(t)
	rules := o.rules()
	for _, idle := range []int{60, 89, 90, 91, 150, 300} {
		pins := "1~3.3v"
		for i := range idle {
			pins += fmt.Sprintf("~ended%02d.v", 10+i)
		}
		header := "lk_visitor=" + newer + "; lk_buckets.site=" + pins
		_, want := expected(t, rules, header, address)
		b.become(address, cookie(address, "lk_visitor", newer), cookie(address, "lk_buckets.site", pins))
		b.open(address)
		if jar := b.jar(address); !strings.Contains(jar, "lk_buckets.site="+want+" of") {
			t.Errorf("%d pins of experiments that do not run: the cookies are\n%s\nwant %s", idle, jar, want)
		}
		if len(want) > 1000 || !strings.HasSuffix(want, "~1.1v~2.2v~3.3v") || idle > 150 && !strings.HasPrefix(want, "1~ended2") {
			t.Errorf("Go keeps %s", want)
		}
	}
}

// TestBrowserCookiesBlocked: where nothing can be kept, nothing runs, and the
// page knows why.
func TestBrowserCookiesBlocked(t *testing.T) {
	t.Parallel()
	o := start(t, changes(`js: window.ran = true`, `css: h1 { margin-left: 99px }`, `h1 => element.textContent = "Changed"`))
	page := document(faultsJS+o.tag(), `<h1>Title</h1><button onclick="this.textContent = 'Pressed'">Press</button>
		<script>addEventListener("load", () => parent.postMessage({ decisions: lanekeeper.get("decisions"), visitor: lanekeeper.get("visitor"), ran: window.ran === true, faults,
			title: document.querySelector("h1").textContent, margin: getComputedStyle(document.querySelector("h1")).marginLeft, styles: `+stylesJS+` }, "*"))</script>`)
	plain := site(t, map[string]string{
		"/":      page,
		"/frame": document(`<script>window.told = new Promise((resolve) => { onmessage = ({ data }) => resolve(data) })</script>`, `<iframe sandbox="allow-scripts" src="/"></iframe>`),
		"/top":   document(`<script>window.told = new Promise((resolve) => { onmessage = ({ data }) => resolve(data) })</script>`, `<iframe src="/"></iframe>`),
	})
	for _, test := range []struct {
		name, path string
		prepare    func(*tab)
	}{
		{"a sandboxed frame", "/frame", func(*tab) {}},
		{"the browser's setting", "/top", func(b *tab) {
			b.do(command(emulation.SetDocumentCookieDisabled, emulation.SetDocumentCookieDisabledParams{Disabled: true}))
		}},
		{"writes are dropped", "/top", func(b *tab) {
			b.before(`Object.defineProperty(Document.prototype, "cookie", { get: () => "theme=dark", set() {} })`)
		}},
		{"writing throws", "/top", func(b *tab) {
			b.before(`Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() { throw new Error("no cookies") } })`)
		}},
		{"all storage throws", "/top", func(b *tab) {
			b.before(`for (const [of, name] of [[Document.prototype, "cookie"], [window, "localStorage"]])
				Object.defineProperty(of, name, { get() { throw new DOMException("blocked", "SecurityError") }, set() { throw new DOMException("blocked", "SecurityError") } })`)
		}},
	} {
		b := newTab(t)
		test.prepare(b)
		b.open(plain + test.path)
		got := evaluate[struct {
			Decisions              decisions
			Visitor, Title, Margin string
			Ran                    bool
			Styles                 int
			Faults                 []string
		}](b, `told`)
		if len(got.Decisions) != 3 {
			t.Errorf("%s: the decisions are %v", test.name, got.Decisions)
		}
		for id, is := range got.Decisions {
			if is.in() || is.Reason != "storage" {
				t.Errorf("%s: experiment %s: %v", test.name, id, is)
			}
		}
		if got.Ran || got.Title != "Title" || got.Margin != "0px" || got.Styles > 0 || got.Visitor != "" || len(got.Faults) > 0 {
			t.Errorf("%s: %+v", test.name, got)
		}
		if jar := b.jar(plain); jar != "" {
			t.Errorf("%s: there are cookies: %s", test.name, jar)
		}
		b.silent(test.name)
	}
}
