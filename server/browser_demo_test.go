//go:build browser

package server_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lanekeeper/lanekeeper/cookies"
)

// looksJS is how the shop looks: every element's place, computed style and text.
const looksJS = `[...document.querySelectorAll("#shop, #shop *")].map((element) => {
	const style = getComputedStyle(element), box = element.getBoundingClientRect();
	const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("|");
	return [element.tagName, element.id, element.className.baseVal ?? element.className, box.x, box.y, box.width, box.height, own, [...style].map((name) => style.getPropertyValue(name)).join(";")].join(" ");
}).join("\n")`

// TestBrowserVariations: each variation a of the demo, and each holdout, leaves
// the shop as it is without us; each b shows.
func TestBrowserVariations(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t)
	look := func(address string) string {
		t.Helper()
		b.open(address)
		b.await(`!document.querySelector("#summary").textContent.startsWith("Reading")`)
		return evaluate[string](b, looksJS)
	}
	b.do(command(network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "http://*:*/js/*", Block: true}}}))
	without := look(d.shop())
	b.do(command(network.SetBlockedURLs, network.SetBlockedURLsParams{}))
	b.heard()
	if len(without) < 50_000 {
		t.Fatalf("the shop looks like %.300s", without)
	}
	for _, e := range d.rules().Experiments {
		for i, v := range e.Variations {
			got := look(d.shop() + "?lk_force=" + e.ID + ":" + v.ID + "&lk_force_only")
			if shown := evaluate[string](b, badgeJS+".text"); !strings.HasPrefix(shown, "Preview: "+e.ID+":"+v.ID) {
				t.Errorf("%s: the badge says %q", v.ID, shown)
			}
			if i == 0 && got != without {
				t.Errorf("the shop with %s is not as it is without us: %s", v.ID, difference(got, without))
			}
			if i > 0 && got == without {
				t.Errorf("nothing of %s is seen", v.ID)
			}
		}
	}
	b.silent("the shop")
}

// difference is the first line that differs.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + "\nwant " + b[i]
		}
	}
	return "one has more elements"
}

// TestBrowserPanel: the panel of the shop says what the snippet decided, and
// makes a new visitor.
func TestBrowserPanel(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t)
	b.open(d.shop())
	b.await(`document.querySelectorAll(".visits tbody tr").length === 9`)
	first := b.report()
	count := 0
	for _, is := range first.Decisions {
		if is.in() {
			count++
		}
	}
	got := evaluate[struct{ Summary, Visitor, Shown string }](b, `({ summary: document.querySelector("#summary").textContent, visitor: document.querySelector("#visitor").textContent,
		shown: [...document.querySelectorAll(".visits .shown code")].map((code) => code.textContent).join(" ") })`)
	var shown []string
	for _, e := range d.rules().Experiments {
		if is := first.Decisions[e.ID]; is.in() {
			shown = append(shown, *is.Variation)
		}
	}
	if got.Summary != "In "+string(rune('0'+count))+" of 9" || got.Visitor != first.Visitor || got.Shown != strings.Join(shown, " ") {
		t.Errorf("the panel says %+v; the decisions are %v", got, first.Decisions)
	}
	b.leave(func() { b.click("#fresh") })
	second := b.report()
	if len(second.Visitor) != 32 || second.Visitor == first.Visitor {
		t.Errorf("the new visitor is %q, the old one was %q", second.Visitor, first.Visitor)
	}
	visitor, _ := cookies.Read(second.Cookie, cookies.Names{})
	second.check(t, d.rules(), "lk_visitor="+visitor.String())
	b.silent("the shop")
}

// TestBrowserLanes: the page of lanes runs to its end, finds nothing wrong, and
// runs again by keyboard. With SHOT=<file>, from the project's root, it takes the picture for the README.
func TestBrowserLanes(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t)
	b.do(
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}}),
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1200, Height: 900, DeviceScaleFactor: 1}),
	)
	b.open(d.public + "/demo/lanes")
	finished := func(visitors string) {
		t.Helper()
		b.await(`/^` + visitors + ` visitors decided in \S+ ms, revision 1\.$/.test(document.querySelector("#status").textContent)`)
		checks := evaluate[[]string](b, `[...document.querySelectorAll("#checks li")].map((li) => li.className + " " + li.querySelector("strong").textContent)`)
		if len(checks) != 3 || checks[0] != "good 0" || checks[1] != "good 0" || !strings.HasSuffix(checks[2], " of 9") {
			t.Errorf("the checks say %q", checks)
		}
		if heldOut := evaluate[string](b, `document.querySelectorAll("#checks small")[1].textContent`); strings.HasPrefix(heldOut, "of 0 ") {
			t.Errorf("nobody was held out: %s", heldOut)
		}
		if rows := evaluate[int](b, `document.querySelectorAll("#table tbody tr").length`); rows != 9 {
			t.Errorf("the table has %d rows", rows)
		}
		if cells := evaluate[int](b, `document.querySelectorAll("#chart .cell").length`); cells < 9 {
			t.Errorf("the chart has %d cells", cells)
		}
	}
	finished("10,000")
	if cookies := b.cookies(d.shop()); len(cookies) > 0 {
		t.Errorf("looking at lanes left cookies: %v", cookies)
	}
	if file := os.Getenv("SHOT"); file != "" {
		shoot(b, filepath.Join("..", file))
	}

	for range 20 {
		if evaluate[string](b, `document.activeElement.id`) == "number" {
			break
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("3000"+kb.Enter))
	finished("3,000")
	b.do(chromedp.KeyEvent(kb.Tab))
	if focused := evaluate[string](b, `document.activeElement.id`); focused != "again" {
		t.Fatalf("Tab leads from the number to %q", focused)
	}
	evaluate[bool](b, `document.querySelector("#status").textContent = "", true`)
	b.do(chromedp.KeyEvent(kb.Enter))
	finished("3,000")

	for range 30 {
		if evaluate[bool](b, `document.activeElement.matches(".cell")`) {
			break
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	if tip := evaluate[string](b, `document.querySelector("#tip").hidden ? "" : document.querySelector("#tip").textContent`); !strings.Contains(tip, "%") {
		t.Errorf("a focused cell says %q", tip)
	}
	b.silent("lanes")
}

// shoot keeps a picture of the page down to the numbers.
func shoot(b *tab, file string) {
	b.t.Helper()
	// A pointer or the focus must not leave a mark.
	evaluate[bool](b, `document.activeElement.blur(), document.fonts.ready.then(() => true)`)
	size := evaluate[[2]float64](b, `[document.documentElement.clientWidth, Math.round(document.querySelector("#numbers").getBoundingClientRect().top + scrollY)]`)
	beyond := true
	picture, err := run(b, func(ctx context.Context, t *chromedp.Target) (page.CaptureScreenshotResult, error) {
		return cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: size[0], Height: size[1], Scale: 1},
		})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.t.Logf("%s: %.0f × %.0f, %d bytes", file, size[0], size[1], len(picture.Data))
}
