//go:build browser

package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// embedding serves a page with an asynchronous tag, and what the tag asks for by
// answer. The page notes, frame by frame, how visible its two elements are, and
// what they were as the tag's script had loaded or failed.
func embedding(t *testing.T, tag snippet.Tag, policy string, answer http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	if tag.Origin == "" {
		tag.Origin = s.URL
	}
	tag.Project, tag.Async, tag.Hide = "shop", true, ".hero, #price"
	printed, err := tag.HTML()
	if err != nil {
		t.Fatal(err)
	}
	const watch = `<script nonce="n">
		window.opacity = () => [...document.querySelectorAll(".hero, #price, p")].map((e) => getComputedStyle(e).opacity).join();
		for (const type of ["load", "error"])
			document.addEventListener(type, (e) => { if (e.target.src?.endsWith("/js/shop.js")) { window.before = opacity(); setTimeout(() => { window.after = type + " " + opacity(); }); } }, true);
	</script>`
	mux.HandleFunc("/js/shop.js", answer)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		io.WriteString(w, document(watch+printed, `<h1 class="hero">Hats</h1><b id="price">9</b><p>Text</p><script nonce="n">window.first = opacity()</script>`))
	})
	return s.URL + "/"
}

// shownAfter demands what an embedding saw: its parts hidden at first and until
// the script was there, and shown right then.
func shownAfter(b *tab, event string) {
	b.t.Helper()
	b.await("window.after")
	if got := evaluate[string](b, `[first, before, after].join(" ")`); got != "0,0,1 0,0,1 "+event+" 1,1,1" {
		b.t.Errorf("opacity at first, before and after: %s", got)
	}
}

// The timer is the longest there is in these: it has no part in them.
func TestBrowserAsyncTag(t *testing.T) {
	const long = engine.MaxHideFor * time.Millisecond
	script := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `window.during = opacity()`)
	}
	t.Run("has run", func(t *testing.T) {
		b := newTab(t)
		b.open(embedding(t, snippet.Tag{HideFor: long}, "", script))
		shownAfter(b, "load")
		if got := evaluate[string](b, "during"); got != "0,0,1" {
			t.Errorf("opacity as it ran: %s", got)
		}
		b.silent("a page")
	})
	t.Run("throws", func(t *testing.T) {
		b := newTab(t)
		b.open(embedding(t, snippet.Tag{HideFor: long}, "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, `throw 1`)
		}))
		shownAfter(b, "load")
	})
	t.Run("is not there", func(t *testing.T) {
		b := newTab(t)
		b.open(embedding(t, snippet.Tag{HideFor: long}, "", http.NotFound))
		shownAfter(b, "error")
	})
	t.Run("cannot be connected to", func(t *testing.T) {
		l := listen(t)
		address := "http://" + l.Addr().String()
		l.Close()
		b := newTab(t)
		b.open(embedding(t, snippet.Tag{HideFor: long, Origin: address}, "", http.NotFound))
		shownAfter(b, "error")
	})
	t.Run("under a policy", func(t *testing.T) {
		for _, policy := range []string{
			"script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'",
			"default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'; img-src data:",
		} {
			b := newTab(t)
			b.open(embedding(t, snippet.Tag{HideFor: long, Nonce: "n"}, policy, script))
			shownAfter(b, "load")
			b.silent(policy)
		}
	})
	t.Run("without the policy's nonce", func(t *testing.T) {
		b := newTab(t)
		b.open(embedding(t, snippet.Tag{HideFor: long}, "script-src 'nonce-n'; style-src 'nonce-n'", script))
		if got := evaluate[string](b, "first + String(window.during)"); got != "1,1,1undefined" {
			t.Errorf("a blocked tag hid something: %s", got)
		}
	})
}

// A file that never comes: nothing but the timer can show what was hidden.
func TestBrowserAsyncTagNeverArrives(t *testing.T) {
	ended := make(chan struct{})
	b := newTab(t)
	address := embedding(t, snippet.Tag{HideFor: 700 * time.Millisecond}, "", func(http.ResponseWriter, *http.Request) { <-ended })
	t.Cleanup(func() { close(ended) }) // before the server is closed, which waits for it
	b.before(`performance.mark("start")`)
	b.begin(address)
	b.await(`window.opacity && document.readyState != "loading" && opacity() == "1,1,1"`)
	if got := evaluate[string](b, "[first, window.before, window.after].join()"); got != "0,0,1,," {
		t.Errorf("opacity at first, and events: %s", got)
	}
	if waited := evaluate[float64](b, "performance.now()"); waited < 700 {
		t.Errorf("shown after %.0f ms, before its time", waited)
	}
}

// The printed tags embed the real snippet: the visitor meets what a visitor of a
// synchronous page meets.
func TestBrowserTagEmbeds(t *testing.T) {
	o := start(t, []byte(`{"id": "shop", "experiments": [{"id": "1", "name": "Hero", "status": "running", "variations": [
		{"id": "1a", "weight": 0}, {"id": "1b", "weight": 10000, "changes": [{"type": "js", "selector": "h1", "code": "element.textContent = 'Changed'"}]}]}]}`))
	var answer struct{ Synchronous, Asynchronous string }
	o.call("GET", "/tag?origin="+o.public+"&hide=h1", "", &answer)
	if !strings.Contains(answer.Asynchronous, "h1{opacity") || strings.Contains(answer.Synchronous, "opacity") {
		t.Fatalf("%+v", answer)
	}
	for _, tag := range []string{answer.Synchronous, answer.Asynchronous} {
		b := newTab(t)
		b.open(site(t, map[string]string{"/": document(tag, "<h1>Hats</h1>")}))
		b.await(`document.querySelector("h1").textContent == "Changed" && getComputedStyle(document.querySelector("h1")).opacity == "1"`)
		b.silent(tag)
	}
}
