//go:build browser

package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/template"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// stage is where a case plays in one browser: the site, on any number of hosts
// and two ports, and an origin of Lanekeeper's behind it, which is every host
// that begins with "origin." and the folder /lk/ of all others.
type stage struct {
	t        *testing.T
	scenario *scenario
	origin   *origin
	lanes    *httputil.ReverseProxy // leads to the origin
	here     *httptest.Server
	there    *httptest.Server // the same on another port
	mode     atomic.Pointer[mode]
	over     chan struct{} // closed at the end
	messages chan message

	mu       sync.Mutex
	visits   int
	recorded []recorded
	news     chan struct{} // has something when there was a request
}

// recorded is a request that is not one for the case's pages or by its library.
type recorded struct {
	Method  string      `json:"method"`
	Host    string      `json:"host"` // without the port
	Path    string      `json:"path"` // with the query
	Headers http.Header `json:"headers"`
	Body    string      `json:"body"`
}

func (r recorded) String() string { return r.Method + " " + r.Host + r.Path }

// message is what a page says to the test: a report, or a question, which wants an answer.
type message struct {
	report string
	what   string
	with   json.RawMessage
	answer chan any
}

func setUp(t *testing.T, s *scenario) (*stage, error) {
	form, err := s.form()
	if err != nil {
		return nil, err
	}
	g := &stage{t: t, scenario: s, origin: start(t, form), over: make(chan struct{}), messages: make(chan message), news: make(chan struct{}, 1)}
	g.mode.Store(&s.Origin)
	target, err := url.Parse(g.origin.public)
	if err != nil {
		return nil, err
	}
	quiet := log.New(io.Discard, "", 0) // of connections that end early, which is what some cases are about
	g.lanes = &httputil.ReverseProxy{ErrorLog: quiet, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		r.Out.URL.Path = strings.TrimPrefix(r.Out.URL.Path, "/lk")
	}}
	for _, server := range []**httptest.Server{&g.here, &g.there} {
		*server = httptest.NewUnstartedServer(g)
		(*server).Config.ErrorLog = quiet
		if s.HTTPS {
			(*server).StartTLS()
		} else {
			(*server).Start()
		}
	}
	t.Cleanup(func() {
		close(g.over)
		for _, server := range []*httptest.Server{g.here, g.there} {
			server.CloseClientConnections()
			server.Close()
		}
	})
	return g, nil
}

// at is the site's address on a host. Names outside of this machine lead here
// through the browser's proxy, so they have no port.
func (g *stage) at(host string) string { return g.on(g.here, host) }

// other is another origin on the same host.
func (g *stage) other(host string) string { return g.on(g.there, host) }

func (g *stage) on(server *httptest.Server, host string) string {
	address, _ := url.Parse(server.URL)
	if host != "localhost" && host != "127.0.0.1" && !strings.HasSuffix(host, ".localhost") {
		return address.Scheme + "://" + host
	}
	return address.Scheme + "://" + host + ":" + address.Port()
}

// lanekeeper is the address of the origin, on a site of its own.
func (g *stage) lanekeeper() string {
	if strings.HasSuffix(g.at(g.scenario.Host), g.scenario.Host) {
		return g.at("origin." + lastLabels(g.scenario.Host))
	}
	return g.at("origin.localhost")
}

// open gives the address where the case begins.
func (g *stage) open() (string, error) {
	if !g.scenario.File {
		return g.at(g.scenario.Host) + g.scenario.Path, nil
	}
	file := filepath.Join(g.t.TempDir(), "page.html")
	page, err := g.render(g.scenario.page, 1)
	if err != nil {
		return "", err
	}
	return "file://" + file, os.WriteFile(file, page, 0o644)
}

// render fills in what a page can ask for: see the top of conformance_test.go.
func (g *stage) render(text string, visit int) ([]byte, error) {
	attributed := func(begin string, attributes []string, end string) string {
		return strings.Join(append([]string{begin}, attributes...), " ") + end
	}
	t, err := template.New(g.scenario.name).Funcs(template.FuncMap{
		"head": func(attributes ...string) string {
			return attributed(`<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,"><script src="`+g.at("site.localhost")+`/conformance.js"`, attributes, `></script>`)
		},
		"tag": func(attributes ...string) string {
			return attributed(`<script src="`+g.lanekeeper()+`/js/`+g.origin.project+`.js"`, attributes, `></script>`)
		},
		"asyncTag": func(hide, nonce string, hideFor ...int) (string, error) {
			return snippet.Tag{
				Origin: g.lanekeeper(), Project: g.origin.project, Async: true, Hide: hide, Nonce: nonce,
				HideFor: time.Duration(append(hideFor, engine.MaxHideFor)[0]) * time.Millisecond,
			}.HTML()
		},
		"at": g.at, "other": g.other, "lanekeeper": g.lanekeeper,
		"visit": func() int { return visit },
		"visitors": func(n int) (string, error) {
			list, err := json.Marshal(visitors(n, 3))
			return string(list), err
		},
	}).Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, nil)
	return b.Bytes(), err
}

func (g *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, path := hostname(r.Host), r.URL.Path
	if strings.HasPrefix(host, "origin.") || strings.HasPrefix(path, "/lk/") {
		g.record(r, host)
		g.serveLanes(w, r)
		return
	}
	page, more := g.scenario.Pages[path]
	begin, _, _ := strings.Cut(g.scenario.Path, "?")
	switch {
	case path == "/conformance.js":
		w.Header().Set("Access-Control-Allow-Origin", "*")
		http.ServeFile(w, r, "testdata/conformance/conformance.js")
	case g.serveFramework(w, path):
	case path == "/~report" || path == "/~ask":
		g.listen(w, r)
	case path == "/~end":
		g.serve(w, `<!doctype html><link rel="icon" href="data:,">`, 0)
	case path == begin:
		g.mu.Lock()
		g.visits++
		visit := g.visits
		g.mu.Unlock()
		for name, value := range g.scenario.Headers {
			text, err := g.render(value, visit)
			if err != nil {
				g.fault(err)
			}
			w.Header().Set(name, string(text))
		}
		if visit == 1 {
			w.Header()["Set-Cookie"] = g.scenario.Cookies
		}
		g.serve(w, g.scenario.page, visit)
	case more:
		g.serve(w, page, 0)
	case path == "/favicon.ico": // browsers ask for it of their own accord
		http.NotFound(w, r)
	default:
		g.record(r, host)
		http.NotFound(w, r)
	}
}

func (g *stage) serve(w http.ResponseWriter, text string, visit int) {
	page, err := g.render(text, visit)
	if err != nil {
		g.fault(err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page)
}

func (g *stage) serveLanes(w http.ResponseWriter, r *http.Request) {
	switch *g.mode.Load() {
	case down:
		panic(http.ErrAbortHandler)
	case failing:
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "window.lanekeeper = 'an error'", http.StatusInternalServerError)
	case garbage:
		w.Header().Set("Cache-Control", "no-store")
		io.WriteString(w, "<!doctype html><title>Maintenance</title>")
	case hanging:
		select {
		case <-g.over:
		case <-r.Context().Done():
		}
	default:
		g.lanes.ServeHTTP(w, r)
	}
}

// listen takes what pages say, from any origin, and brings the answer.
func (g *stage) listen(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the page is gone
	}
	m := message{report: string(body), answer: make(chan any, 1)}
	if r.URL.Path == "/~ask" {
		var question struct {
			What string
			With json.RawMessage
		}
		if err := json.Unmarshal(body, &question); err != nil {
			g.fault(err)
			return
		}
		m.report, m.what, m.with = "", question.What, question.With
	}
	select {
	case g.messages <- m:
	case <-g.over:
		return
	}
	select {
	case answer := <-m.answer:
		json.NewEncoder(w).Encode(answer)
	case <-g.over:
	}
}

// wrongCase begins a fault of the case itself.
const wrongCase = "the case: "

// fault says that the case itself is wrong. It does not wait until that is
// heard, as the test may be waiting for the page.
func (g *stage) fault(err error) {
	go func() {
		select {
		case g.messages <- message{report: "failed " + url.PathEscape(wrongCase+err.Error()) + " \ndone", answer: make(chan any, 1)}:
		case <-g.over:
		}
	}()
}

func (g *stage) record(r *http.Request, host string) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	g.recorded = append(g.recorded, recorded{r.Method, host, r.URL.RequestURI(), r.Header.Clone(), string(body)})
	g.mu.Unlock()
	select {
	case g.news <- struct{}{}:
	default:
	}
}

// requests are those so far.
func (g *stage) requests() []recorded {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]recorded{}, g.recorded...)
}

// answer gives what a page asked for. It runs in the test's own goroutine.
func (g *stage) answer(d *driven, what string, with json.RawMessage) (any, error) {
	switch what {
	case "decide":
		var visit struct{ Cookie, Address, Visitor string }
		if err := json.Unmarshal(with, &visit); err != nil {
			return nil, err
		}
		if visit.Visitor != "" {
			return decided(g.t, g.origin.rules(), visit.Visitor, visit.Address), nil
		}
		all, buckets := expected(g.t, g.origin.rules(), visit.Cookie, visit.Address)
		return map[string]any{"decisions": all, "buckets": buckets}, nil
	case "admin":
		var call struct{ Method, Path, Body string }
		if err := json.Unmarshal(with, &call); err != nil {
			return nil, err
		}
		var answer json.RawMessage
		g.origin.call(call.Method, call.Path, call.Body, &answer)
		return answer, nil
	case "requests":
		return g.requests(), nil
	case "origin":
		var m mode
		if err := json.Unmarshal(with, &m); err != nil {
			return nil, err
		}
		g.mode.Store(&m)
		return nil, nil
	case "drive":
		var step struct {
			Do   string
			With any
		}
		if err := json.Unmarshal(with, &step); err != nil {
			return nil, err
		}
		return d.do(step.Do, step.With)
	}
	return nil, fmt.Errorf("nobody answers %s", strconv.Quote(what))
}
