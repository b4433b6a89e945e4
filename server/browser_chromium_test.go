//go:build browser

package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// patience is how long one step in a tab may take. It only ends what hangs.
const patience = 30 * time.Second

// chromium starts the one browser of all scenarios, with a profile of its own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("these tests need Chromium; on Debian: apt-get install --no-install-recommends chromium")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(1280, 900),
		// A thousand page views, and no use for a process that is made anew for each.
		chromedp.Flag("disable-features", "BackForwardCache,RenderDocument,ProactivelySwapBrowsingInstance,SpareRendererForSitePerProcess"),
	}
	for _, flag := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage",
		// Tabs work at the same time, and only one of them is in front.
		"disable-background-timer-throttling", "disable-backgrounding-occluded-windows", "disable-renderer-backgrounding",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	started = ctx
	return ctx, chromedp.Do(ctx)
})

// started is the browser that is to be ended, nil where no scenario ran.
var started context.Context

func TestMain(m *testing.M) {
	status := m.Run()
	if started != nil {
		if err := chromedp.Cancel(started); err != nil {
			fmt.Fprintln(os.Stderr, "Chromium did not end well:", err)
		}
	}
	os.Exit(status)
}

// tab is a page in a browser of somebody's own: no cookie and no storage is
// shared with other tabs.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu   sync.Mutex
	said []string // what the console has, as "warning: …", "error: …", "uncaught: …", "network: …"
}

func newTab(t *testing.T) *tab {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	b := &tab{t: t}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx,
		// The driver asks for the whole tree of every page, which nothing here needs.
		command(css.Disable, cdp.Empty{}), command(dom.Disable, cdp.Empty{}),
		// Several windows can be the one with the keyboard.
		command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
	); err != nil {
		t.Fatal(err)
	}
	b.ctx = ctx
	return b
}

// command makes a step of a command of the protocol, without its result.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (b *tab) listen(event any) {
	line := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, argument := range e.Args {
			words = append(words, plain(argument))
		}
		line = string(e.Type) + ": " + strings.Join(words, " ")
	case *runtime.EventExceptionThrown:
		line = "uncaught: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			line += " " + plain(e.ExceptionDetails.Exception)
		}
	case *log.EventEntryAdded:
		if strings.HasSuffix(e.Entry.URL, "/favicon.ico") { // browsers ask for one of their own accord
			return
		}
		line = string(e.Entry.Source) + ": " + e.Entry.Text + " " + e.Entry.URL
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said = append(b.said, line)
}

// plain is a value of the page as text: an object with its properties, an error
// with its first line.
func plain(o *runtime.RemoteObject) string {
	if text := ""; json.Unmarshal(o.Value, &text) == nil {
		return text
	}
	if o.Preview != nil && o.Subtype != "error" {
		var properties []string
		for _, p := range o.Preview.Properties {
			properties = append(properties, p.Name+": "+p.Value)
		}
		slices.Sort(properties) // their order is the minifier's
		return "{" + strings.Join(properties, ", ") + "}"
	}
	if o.Type == "undefined" {
		return "undefined"
	}
	if o.Description != "" {
		first, _, _ := strings.Cut(o.Description, "\n")
		return first
	}
	return string(o.Value)
}

// heard takes what the console has said since it was last asked.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

// silent demands that the console has said nothing.
func (b *tab) silent(what string) {
	b.t.Helper()
	for _, line := range b.heard() {
		b.t.Errorf("%s: the console has %s", what, line)
	}
}

// run takes one step.
func run[T any](b *tab, step chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, step)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		if _, err := run(b, step); err != nil {
			b.t.Fatal(err)
		}
	}
}

// click clicks in the middle of an element, as a mouse does.
func (b *tab) click(selector string) {
	b.t.Helper()
	at := evaluate[[2]float64](b, `((element) => {
		element.scrollIntoView({ block: "center", behavior: "instant" });
		const box = element.getBoundingClientRect();
		return [box.x + box.width / 2, box.y + box.height / 2];
	})(document.querySelector(`+strconv.Quote(selector)+`))`)
	b.do(chromedp.MouseClickXY(at[0], at[1]))
}

// open opens an address and waits until the page has loaded.
func (b *tab) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

func (b *tab) reload() {
	b.t.Helper()
	b.do(chromedp.Reload())
}

// leave waits until what is done has led to another page, and that has loaded.
func (b *tab) leave(do func()) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	loads := chromedp.Events(ctx, page.LoadEventFired)
	do()
	for _, err := range loads {
		if err != nil {
			b.t.Fatal(err)
		}
		return
	}
}

// begin opens an address and does not wait.
func (b *tab) begin(address string) {
	b.t.Helper()
	b.do(command(page.Navigate, page.NavigateParams{URL: address}))
}

// before has a script run in every page, before the page's own.
func (b *tab) before(script string) {
	b.t.Helper()
	b.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// evaluate gives the value of an expression, or of the promise that it is.
func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.300s: %v", expression, err)
	}
	return value
}

// await waits for an expression to become true: the page looks again whenever
// its tree changes, and each frame.
func (b *tab) await(condition string) {
	b.t.Helper()
	evaluate[bool](b, `new Promise((resolve) => {
		const look = () => { try { if (!(`+condition+`)) return; } catch { return; } observer.disconnect(); clearInterval(timer); resolve(true); };
		const observer = new MutationObserver(look), timer = setInterval(look, 16);
		observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
		look();
	})`)
}

// cookies are all that a page at this address could read, with their attributes.
func (b *tab) cookies(address string) []*network.Cookie {
	b.t.Helper()
	result, err := run(b, func(ctx context.Context, t *chromedp.Target) (network.GetCookiesResult, error) {
		return cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{URLs: []string{address}})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return result.Cookies
}

// become makes the tab another visitor's: nothing is left but these cookies.
func (b *tab) become(address string, cookies ...*network.CookieParam) {
	b.t.Helper()
	b.do(
		command(network.ClearBrowserCookies, cdp.Empty{}),
		command(storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: originOf(address), StorageTypes: "local_storage"}),
	)
	if len(cookies) > 0 {
		b.do(command(network.SetCookies, network.SetCookiesParams{Cookies: cookies}))
	}
}

// cookie is one that was set for an address before.
func cookie(address, name, value string) *network.CookieParam {
	return &network.CookieParam{
		Name: name, Value: value, URL: address, SameSite: network.CookieSameSiteLax, Expires: cdp.TimeSinceEpoch(time.Now().Add(24 * time.Hour).Unix()),
	}
}

func originOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
