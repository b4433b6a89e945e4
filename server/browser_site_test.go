//go:build browser

package server_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/public"
	"github.com/lanekeeper/lanekeeper/server"
	"github.com/lanekeeper/lanekeeper/store"
	"github.com/lanekeeper/lanekeeper/tagparser"
)

// origin is a running Lanekeeper with one project, as a site owner has it.
type origin struct {
	t             *testing.T
	project       string
	public, admin string // addresses
	token         string
	stop          func() // once; also at the end of the test
}

// start runs the real servers, with the demo site, on two ports of this machine.
func start(t *testing.T, form []byte) *origin {
	t.Helper()
	p, err := engine.Read(form, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	memory, err := store.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := memory.Put(t.Context(), store.Document{Kind: store.ProjectKind, ID: p.ID, Data: data}); err != nil {
		t.Fatal(err)
	}
	s, err := server.New(t.Context(), server.Config{
		Store: memory, Log: slog.New(slog.DiscardHandler), Demo: &server.Demo{Files: public.Demo(), Project: p.ID},
	})
	if err != nil {
		t.Fatal(err)
	}
	publicly, admin := listen(t), listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, publicly, admin) }()
	o := &origin{t: t, project: p.ID, public: "http://" + publicly.Addr().String(), admin: "http://" + admin.Addr().String(), token: s.Token}
	o.stop = sync.OnceFunc(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := memory.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(o.stop)
	if err := s.Loaded(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// startDemo runs the demo as `lanekeeper demo` does.
func startDemo(t *testing.T) *origin {
	t.Helper()
	return start(t, public.DemoProject())
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// shop is the address of the demo's shop.
func (o *origin) shop() string { return o.public + "/demo/" }

// tag is what the site owner puts into their pages.
func (o *origin) tag() string {
	return `<script src="` + o.public + `/js/` + o.project + `.js"></script>`
}

// call asks the admin API about the project and reads the answer into value,
// unless that is nil.
func (o *origin) call(method, path, body string, value any) {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), method, o.admin+"/v1/projects/"+o.project+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+o.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	if response.StatusCode >= 300 {
		o.t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, data)
	}
	if value == nil {
		return
	}
	if err := json.Unmarshal(data, value); err != nil {
		o.t.Fatalf("%v in %s", err, data)
	}
}

// act starts, pauses or ends an experiment. What it returns from is served.
func (o *origin) act(experiment, action string) {
	o.t.Helper()
	o.call("POST", "/experiments/"+experiment+"/"+action, "", nil)
}

// rules are those of the project as it is now.
func (o *origin) rules() *engine.Rules {
	o.t.Helper()
	var answer struct{ Project json.RawMessage }
	o.call("GET", "", "", &answer)
	p, err := engine.Read(answer.Project, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	rules, err := engine.Compile(p)
	if err != nil {
		o.t.Fatal(err)
	}
	return rules
}

// site serves a site owner's pages from another origin: path to page.
func site(t *testing.T, pages map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, text)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// document is a whole page; its icon is there, so that browsers ask for none.
func document(head, body string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">` + head + `</head><body>` + body + `</body></html>`
}

// decision is what the page's API says of an experiment.
type decision struct {
	Variation *string `json:"variation"`
	Reason    string  `json:"reason"`
}

func (d decision) String() string {
	if d.Variation == nil {
		return "none " + d.Reason
	}
	return *d.Variation + " " + d.Reason
}

// in reports whether the visitor meets the experiment.
func (d decision) in() bool { return d.Variation != nil }

// decisions are one page view's, by experiment.
type decisions map[string]decision

func (ds decisions) String() string {
	var parts []string
	for _, id := range slices.SortedFunc(maps.Keys(ds), compareIDs) {
		parts = append(parts, id+": "+ds[id].String())
	}
	return strings.Join(parts, ", ")
}

func compareIDs(a, b string) int {
	if engine.Less(a, b) {
		return -1
	}
	return 1
}

// expected are the decisions that Go gives for a visit, and the bucket cookie
// that they leave.
func expected(t *testing.T, r *engine.Rules, header, address string) (decisions, string) {
	t.Helper()
	visitor, before := cookies.Read(header, cookies.Names{Project: r.Project.ID})
	visit := engine.Visit{Visitor: visitor.ID, URL: address}
	for _, pin := range before {
		visit.Pins = append(visit.Pins, engine.Pin(pin))
	}
	result, err := r.Decide(visit)
	if err != nil {
		t.Fatal(err)
	}
	all, runs := listed(result), map[string]bool{}
	for id := range all {
		runs[id] = true
	}
	var after []cookies.Pin
	for _, pin := range engine.Expose(visit.Pins, result.Decisions) {
		after = append(after, cookies.Pin(pin))
	}
	return all, cookies.Buckets(after, func(e string) bool { return runs[e] })
}

// decided is what Go decides for a visitor without pins.
func decided(t *testing.T, r *engine.Rules, visitor, address string) decisions {
	t.Helper()
	result, err := r.Decide(engine.Visit{Visitor: visitor, URL: address})
	if err != nil {
		t.Fatal(err)
	}
	return listed(result)
}

func listed(result engine.Result) decisions {
	all := decisions{}
	for _, d := range result.Decisions {
		is := decision{Reason: string(d.Reason)}
		if d.Variation != "" {
			is.Variation = &d.Variation
		}
		all[d.Experiment] = is
	}
	return all
}

// conflicts names the pairs of experiments that exclude each other and were
// both met, told from their names alone; a holdout excludes its whole scope.
func conflicts(r *engine.Rules, met func(experiment string) bool) (pairs []string) {
	for i := range r.Experiments {
		for j := range r.Experiments[:i] {
			a, b := r.Experiments[j].Experiment, r.Experiments[i].Experiment
			if exclude(tagparser.Parse(a.Name), tagparser.Parse(b.Name)) && met(a.ID) && met(b.ID) {
				pairs = append(pairs, a.Name+" and "+b.Name)
			}
		}
	}
	return pairs
}

func exclude(a, b tagparser.Name) bool {
	switch {
	case a.Scope() == "" || b.Scope() == "":
		return false
	case a.Scope() == engine.MEScope || b.Scope() == engine.MEScope:
		return true
	}
	return a.Scope() == b.Scope() && (a.Exclusive || b.Exclusive || a.Holdout || b.Holdout)
}
