//go:build browser

// The conformance suite: what the snippet has to do on real websites, the same
// in Chromium, Firefox and WebKit. `make test-browser` runs it, and
//
//	go test -tags browser -run 'Conformance/firefox/core-a-text' ./server
//
// the cases of one browser whose names begin so.
//
// # Adding a case
//
// Add a file to testdata/conformance. Its name says the behaviour. It is a page
// that checks itself; all that drives it is its address:
//
//	---
//	changes: ["#title => element.textContent = 'Changed'"]
//	---
//	{{head}}
//	{{tag}}
//	<h1 id="title">Title</h1>
//	<script>
//	check(async () => {
//	  await until(() => title.textContent === "Changed");
//	  mustNot("a second style sheet", document.querySelector("style"));
//	});
//	</script>
//
// The front part is YAML; its fields are those of scenario: the project that
// runs, or its changes alone; the host, the path, https or file:; headers,
// cookies and more pages of the site; what the origin does; the requests that
// have to come. Everything starts anew for every case: the origin with its
// store, the site, and the visitor, who has no cookies and no storage.
//
// In the page, a template, there are
//
//	{{head}}             how it begins, with the library; {{head `nonce="n"`}} gives its script attributes
//	{{tag}}              the snippet's tag, with attributes likewise; {{lanekeeper}}: the address of its origin
//	{{asyncTag "h1" "n"}} the asynchronous one, which hides what matches, with a nonce; {{asyncTag "h1" "" 200}}: for 200 ms
//	{{at "a.localhost"}} the site's address on another host; {{other …}}: and on another port
//	{{visit}}            1 for the case's first page view, then 2, …
//	{{visitors 30}}      a JSON list of so many visitor ids, the same ones always
//
// and in its scripts what testdata/conformance/conformance.js explains: must,
// mustNot, mustBe, until, said, check, report, leave; goDecides, admin,
// requests, lanekeepers, drive; framed, forget.
//
// A case fails where a check fails, where the console has a warning or an error
// that no check took with said(), where the page does not report, where it
// reports no check at all, and where the requests are not as expected. Assert
// what must not happen as well. Never wait for time to pass. Where the browser
// itself crashes, which WebKit's does now and then, the case is played once more,
// and the log says so.
//
// # Requests
//
// The site stands on every host of this machine (site.localhost,
// sub.site.localhost, 127.0.0.1) and, through the browser's proxy, on every
// domain (www.shop.co.uk). The origin is at origin.localhost, and below /lk/ of
// the site, as behind a proxy of the site's. All that is asked of both is
// recorded, except for the case's own pages; what comes and is not listed is a
// failure, and so is what is listed and does not come:
//
//	requests: {"POST site.localhost/lk/v1/visitor/site": 1, "GET origin.localhost/js/*.js": any}
//
// The snippet itself may be asked for any number of times, unless it is listed.
package server_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestConformance runs every case in every browser. The browsers work at the
// same time: each waits much, and none is left to be the last alone.
func TestConformance(t *testing.T) {
	all := scenarios(t)
	var browsers sync.WaitGroup
	for _, name := range []string{"firefox", "webkit", "chromium"} {
		browsers.Go(func() {
			t.Run(name, func(t *testing.T) {
				d := drive(t, name)
				for _, s := range all {
					t.Run(s.name, func(t *testing.T) { d.try(t, s) })
				}
			})
		})
	}
	browsers.Wait()
}

// try plays a case; once more, where the browser has crashed.
func (d *driven) try(t *testing.T, s *scenario) {
	if reason := s.Skip[d.name]; reason != "" {
		t.Skip(reason)
	}
	faults, crash := d.play(t, s)
	if crash != "" {
		t.Logf("%s has crashed, so this is played once more; it had said %q", crash, faults)
		if faults, crash = d.play(t, s); crash != "" {
			faults = append(faults, crash+" has crashed again")
		}
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// play runs a case, and says what is wrong; and what of the browser has crashed
// meanwhile, if anything, as then the rest means nothing.
func (d *driven) play(t *testing.T, s *scenario) (faults []string, crash string) {
	t.Helper()
	if err := d.fresh(); err != nil {
		t.Fatal(err)
	}
	faults = d.perform(t, s)
	select {
	case crash = <-d.crashes:
	default:
	}
	return faults, crash
}

func (d *driven) perform(t *testing.T, s *scenario) (faults []string) {
	t.Helper()
	g, err := setUp(t, s)
	if err != nil {
		return []string{err.Error()}
	}
	d.proxy.site.Store(g)
	defer d.proxy.site.Store(nil)
	address, err := g.open()
	if err != nil {
		return []string{err.Error()}
	}
	faults, checks, done := d.hear(g, address, "done")
	if !done {
		return append(faults, fmt.Sprintf("there is no report, after %d checks; there were the requests %v", checks, g.requests()))
	}
	if slices.ContainsFunc(faults, func(fault string) bool { return strings.HasPrefix(fault, wrongCase) }) {
		return faults // no page of the library's is there to say more
	}
	if checks == 0 {
		faults = append(faults, "nothing was checked")
	}
	// The page is left, so that it says the last it has to say.
	late, _, done := d.hear(g, g.at("site.localhost")+"/~end", "bye")
	if !done {
		faults = append(faults, "the page cannot be left")
	}
	return append(append(faults, late...), g.unexpected()...)
}

// hear opens an address and listens until a page says a word: "done" with its
// checks, "bye" when such a page is left.
func (d *driven) hear(g *stage, address, word string) (faults []string, checks int, said bool) {
	if _, err := d.do("open", address); err != nil {
		return []string{address + " is not opened: " + err.Error()}, 0, false
	}
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		select {
		case m := <-g.messages:
			if m.what != "" {
				value, err := g.answer(d, m.what, m.with)
				answer := map[string]any{"value": value}
				if err != nil {
					answer = map[string]any{"error": err.Error()}
				}
				m.answer <- answer
				continue
			}
			m.answer <- nil
			found, number, last := readReport(m.report)
			faults, checks = append(faults, found...), checks+number
			if last == word {
				return faults, checks, true
			}
		case crash := <-d.crashes:
			d.crashes <- crash
			return faults, checks, false
		case <-deadline.C:
			return faults, checks, false
		}
	}
}

// readReport reads what the library wrote: lines of a kind, a name and a detail;
// and the last word, if it is one.
func readReport(text string) (faults []string, checks int, word string) {
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.Split(line, " ")
		for i := range words {
			if word, err := url.PathUnescape(words[i]); err == nil {
				words[i] = word
			}
		}
		switch {
		case line == "done" || line == "bye":
			word = line
		case line == "":
		case words[0] == "held":
			checks++
		case words[0] == "failed" && len(words) == 3:
			checks++
			faults = append(faults, strings.TrimSuffix(words[1]+": "+words[2], ": "))
		case words[0] == "complaint" && len(words) == 3:
			faults = append(faults, "the console has "+words[1])
		default:
			faults = append(faults, "the report has "+line)
		}
	}
	return faults, checks, word
}

// unexpected waits for the requests that a case wants, and says which are
// missing and which should not have come.
func (g *stage) unexpected() (faults []string) {
	wants := map[string]tally{}
	script := "GET " + hostname(strings.TrimPrefix(strings.TrimPrefix(g.lanekeeper(), "https://"), "http://")) + "/js/" + g.origin.project + ".js"
	if _, listed := g.scenario.Requests[script]; !listed {
		wants[script] = anyNumber
	}
	for pattern, n := range g.scenario.Requests {
		wants[pattern] = n
	}
	deadline := time.NewTimer(5 * time.Second) // after the page, so nothing is on its way for long
	defer deadline.Stop()
	for {
		missing := false
		faults = nil
		counts := map[string]tally{}
		for _, r := range g.requests() {
			known := false
			for pattern := range wants {
				if matches(pattern, r.String()) {
					counts[pattern]++
					known = true
				}
			}
			if !known {
				faults = append(faults, "there was a request "+r.String())
			}
		}
		for pattern, want := range wants {
			if want != anyNumber && counts[pattern] != want {
				faults = append(faults, fmt.Sprintf("there were %d requests %s, want %d", counts[pattern], pattern, want))
				missing = missing || counts[pattern] < want
			}
		}
		slices.Sort(faults)
		if !missing {
			return faults
		}
		select {
		case <-g.news:
		case <-deadline.C:
			return faults
		}
	}
}

// matches reports whether a pattern, in which * is anything, is all of a text.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`^` + strings.Join(parts, ".*") + `$`).MatchString(text)
}
