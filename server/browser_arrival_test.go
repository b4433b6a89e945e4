//go:build browser

package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// slow is a page whose HTML arrives in pieces, when the test says so.
type slow struct {
	address string
	pieces  chan string
}

// slowly serves one view of such a page. Closing pieces ends the page.
func slowly(t *testing.T) slow {
	pieces, gone := make(chan string), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff") // else the browser waits for more, to guess by
		w.(http.Flusher).Flush()                            // the headers, with which the page begins
		for {
			select {
			case piece, more := <-pieces:
				if !more {
					return
				}
				io.WriteString(w, piece)
				w.(http.Flusher).Flush()
			case <-gone:
				return
			}
		}
	}))
	t.Cleanup(func() { close(gone); s.CloseClientConnections(); s.Close() })
	return slow{s.URL, pieces}
}

// slowHead is how a slow page begins: whoever looks can ask what a text is.
func slowHead(o *origin) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slow</title><link rel="icon" href="data:,">` + faultsJS +
		`<script>window.seen = []; const look = (name, selector) => seen.push(name + ": " + document.querySelector(selector)?.textContent);
		document.addEventListener("DOMContentLoaded", () => look("ready", ".last"));</script>` + o.tag() + `</head><body>`
}

func text(b *tab, selector string) string {
	b.t.Helper()
	return evaluate[string](b, `document.querySelector("`+selector+`").textContent`)
}

// seen is what the page's own scripts saw, in order.
func seen(b *tab) string {
	b.t.Helper()
	return strings.Join(evaluate[[]string](b, `seen`), ", ")
}

// TestBrowserArrival: an element is changed the moment that it is complete, and
// no sooner: what the parser would still add must not end up beside the change.
func TestBrowserArrival(t *testing.T) {
	t.Parallel()
	o := start(t, changes(
		`#title => element.textContent = "Changed title"`,
		`#box => element.textContent = "Changed box"`,
		`.last => element.textContent = "Changed last"`,
		`.item => element.textContent = "Changed item"`,
		`#added => element.textContent = "Changed added"`,
	))
	page := slowly(t)
	b := newTab(t)
	b.begin(page.address)

	page.pieces <- slowHead(o) + `<h1 id="title">First half, `
	b.await(`document.querySelector("#title").textContent === "First half, "`)
	page.pieces <- `second half</h1>`
	b.await(`document.querySelector("#title").textContent === "First half, second half"`)
	page.pieces <- `<script>look("title", "#title")</script><div id="box"><p>One</p><script>look("box, open", "#box p")</script>`
	b.await(`seen.length === 2`)
	if got := text(b, "#title"); got != "Changed title" {
		t.Errorf("the title is complete and reads %q", got)
	}
	if got := seen(b); got != "title: Changed title, box, open: One" {
		t.Errorf("the page's scripts saw %q", got)
	}

	page.pieces <- `<p id="two">Two</p></div>`
	b.await(`document.querySelector("#two").textContent === "Two"`)
	if got := text(b, "#box p"); got != "One" {
		t.Errorf("nothing follows the box yet, and it reads %q", got)
	}
	// A node after an ancestor is enough; and the page's own scripts see the change.
	page.pieces <- `<main><section><p class="item">A</p></section><script>look("item", ".item"); look("box", "#box")</script><p class="item">B</p>`
	b.await(`document.querySelectorAll(".item").length === 2`)
	page.pieces <- `</main><div><div class="last">The page's `
	b.await(`document.querySelector(".last").textContent === "The page's "`)
	page.pieces <- `last words`
	b.await(`document.querySelector(".last").textContent.endsWith("words")`)
	if got := text(b, ".last"); got != "The page's last words" {
		t.Errorf("the last element is not complete and reads %q", got)
	}
	if state := evaluate[string](b, `document.readyState`); state != "loading" {
		t.Fatalf("the page is %s", state)
	}
	close(page.pieces)
	b.await(`document.readyState === "complete"`)
	if got, want := seen(b), "title: Changed title, box, open: One, item: Changed item, box: Changed box, ready: Changed last"; got != want {
		t.Errorf("the page's scripts saw %q\nwant %q", got, want)
	}
	for selector, want := range map[string]string{"#title": "Changed title", "#box": "Changed box", "main > .item": "B", ".last": "Changed last"} {
		if got := text(b, selector); got != want {
			t.Errorf("at the end %s reads %q, want %q", selector, got, want)
		}
	}

	added := evaluate[[]string](b, `(async () => {
		const texts = [], paragraph = document.createElement("p");
		paragraph.id = "added";
		paragraph.textContent = "Added";
		document.body.append(paragraph);
		texts.push(paragraph.textContent);
		await null; // the observer's turn
		texts.push(paragraph.textContent);
		paragraph.remove();
		paragraph.textContent = "Added again";
		document.body.append(paragraph);
		await null;
		texts.push(paragraph.textContent);
		return texts;
	})()`)
	if got := strings.Join(added, ", "); got != "Added, Changed added, Added again" {
		t.Errorf("an element that a script adds reads %q", got)
	}
	if faults := evaluate[[]string](b, `faults`); len(faults) > 0 {
		t.Errorf("the page has errors: %v", faults)
	}
	// What nothing had matched when the page had loaded is told, and was waited for on.
	if said := b.heard(); len(said) != 1 || said[0] != "error: lanekeeper {change: 1, experiment: 5, variation: 5v} Error: nothing matches #added" {
		t.Errorf("the console has %q", said)
	}
}

// TestBrowserAtOnce: what is complete when the tag comes is changed before the
// next script runs, so that nothing is painted twice; CSS comes before anything.
func TestBrowserAtOnce(t *testing.T) {
	t.Parallel()
	o := start(t, changes(
		`#above => element.textContent = "Changed"`,
		`#below => element.textContent = "Changed"`,
		`css: body { margin-left: 13px }`,
	))
	page := slowly(t)
	b := newTab(t)
	b.begin(page.address)
	look := func(name string) string {
		return `<script>seen.push("` + name + ` " + document.querySelector("#above").textContent + " " + document.querySelector("#below")?.textContent)</script>`
	}
	page.pieces <- `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slow</title><link rel="icon" href="data:,"><style>body { margin: 1px }</style>
		<script>window.seen = []</script></head><body><p id="above">Above</p>` + look("before:") + o.tag() + look("behind the tag:") +
		`<script>seen.push(getComputedStyle(document.body).marginLeft)</script><p id="below">Below</p><style>body { margin: 2px }</style>` + look("behind both:")
	b.await(`seen.length === 4`)
	if got, want := seen(b), "before: Above undefined, behind the tag: Changed undefined, 13px, behind both: Changed Changed"; got != want {
		t.Errorf("the page's scripts saw %q, want %q", got, want)
	}
	close(page.pieces)
	b.await(`document.readyState === "complete"`)
	b.silent("the page")
}

// TestBrowserLate: a tag that is loaded when the page is there already works all the same.
func TestBrowserLate(t *testing.T) {
	t.Parallel()
	o := start(t, changes(`#title => element.textContent = "Changed"`, `#last => element.textContent = "Changed"`, `css: h1 { margin-left: 13px }`))
	address := site(t, map[string]string{"/": document(faultsJS, `<h1 id="title">Title</h1><p id="last">Last</p>`)})
	b := newTab(t)
	b.open(address)
	got := evaluate[string](b, `new Promise((resolve, reject) => {
		const script = document.createElement("script");
		script.onload = () => resolve(document.querySelector("#title").textContent + " " + document.querySelector("#last").textContent + " " + getComputedStyle(document.querySelector("h1")).marginLeft);
		script.onerror = reject;
		script.src = "`+o.public+`/js/site.js";
		document.head.append(script);
	})`)
	if got != "Changed Changed 13px" {
		t.Errorf("behind a late tag the page reads %q", got)
	}
	b.silent("the page")
}
