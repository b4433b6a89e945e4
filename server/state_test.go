package server

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

const page = `{"id":"page","experiments":[{"id":"9","name":"Nine","status":"running","variations":[{"id":"a","weight":10000,"changes":[{"type":"css","code":".nine{top:1px}"}]}]}]}`

// await waits for something that another goroutine does.
func (s *site) await(done func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	if err := s.state.await(ctx, done); err != nil {
		s.t.Fatal(err)
	}
}

// TestChangesOfOthers: what another server on the same store writes is served,
// and edits that lost against it are made again from it.
func TestChangesOfOthers(t *testing.T) {
	kept := &overtaken{Store: memory(t, shop)}
	s := open(t, Config{Store: kept}, nil)
	s.awaitLoaded()
	put(t, kept.Store, page, 0)
	s.await(func() bool { p := s.state.all["page"]; return p != nil && p.built == 1 })
	s.shows("page", ".nine", true)

	kept.once = func() { put(t, kept.Store, strings.Replace(page, "Nine", "Neun", 1), 1) }
	w := s.change(200, "POST", "/v1/projects/page/experiments/9/pause", "")
	if w.Revision != 3 || w.Experiment.Name != "Neun" || w.Experiment.Status != engine.Paused {
		t.Errorf("after being overtaken: %+v", w)
	}
	kept.once = func() { put(t, kept.Store, strings.Replace(page, "Nine", "Nueve", 1), 3) }
	s.must(409, "POST", "/v1/projects/page/experiments/9/start", "", "If-Match", `"3"`)
	if w := s.change(200, "GET", "/v1/projects/page", ""); w.Revision != 4 || w.Project.Experiments[0].Name != "Nueve" {
		t.Errorf("after a conflict: %+v", w)
	}
}

// overtaken is a store in which somebody is just quicker, once.
type overtaken struct {
	store.Store
	once func()
}

func (o *overtaken) Put(ctx context.Context, doc store.Document) (uint64, error) {
	if once := o.once; once != nil {
		o.once = nil
		once()
	}
	return o.Store.Put(ctx, doc)
}

// TestStoredBeforeIDs: changes of a project that was stored before they had ids
// get theirs as it is read, the same each time, and nothing else is changed.
func TestStoredBeforeIDs(t *testing.T) {
	kept := memory(t)
	if _, err := kept.Put(t.Context(), store.Document{Kind: store.ProjectKind, ID: "page", Data: []byte(
		`{"id":"page","experiments":[{"id":"9","name":"Nine","status":"running","salt":"seven","variations":[` +
			`{"id":"x","weight":10000,"changes":[{"type":"css","code":".a{top:1px}"},{"type":"css","code":".b{top:1px}"}]}]}]}`)}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s := open(t, Config{Store: kept, NewToken: true}, nil)
		s.awaitLoaded()
		w := s.change(200, "GET", "/v1/projects/page", "")
		e := w.Project.Experiments[0]
		changes := e.Variations[0].Changes
		if w.Revision != 1 || e.ID != "9" || e.Salt != "seven" || e.Variations[0].ID != "x" || changes[0].ID != "1" || changes[1].ID != "2" {
			t.Errorf("read as %+v", w)
		}
		s.stop()
	}
}

// TestUnreadable: a document that cannot be read or built stops nothing; what
// was served stays, and the project can be replaced.
func TestUnreadable(t *testing.T) {
	s := start(t)
	before := s.get("/js/shop.js")
	for i, data := range []string{`{"future":true}`, `{"id":"shop","experiments":[{"id":"1","name":"N","status":"running","salt":"1","traffic":10000,` +
		`"variations":[{"id":"a","weight":10000,"changes":[{"type":"js","code":"("}]}]}]}`} {
		revision := uint64(i + 1)
		if _, err := s.config.Store.Put(t.Context(), store.Document{Kind: store.ProjectKind, ID: "shop", Revision: revision, Data: []byte(data)}); err != nil {
			t.Fatal(err)
		}
		s.await(func() bool { return s.state.all["shop"].built == revision+1 })
		if after := s.get("/js/shop.js"); after.body != before.body || after.header.Get("ETag") != before.header.Get("ETag") {
			t.Errorf("%s: the snippet changed", data)
		}
		if a := s.get("/healthz"); a.status != 200 {
			t.Errorf("%s: health %s", data, a.body)
		}
		if !strings.Contains(s.log.String(), "level=ERROR") {
			t.Errorf("%s: nothing is in the log", data)
		}
		if i == 0 {
			if a := s.call("GET", "/v1/projects/shop", ""); a.status != 500 || strings.Contains(a.body, "future") {
				t.Errorf("an unreadable project: %d %s", a.status, a.body)
			}
			s.must(500, "POST", "/v1/projects/shop/experiments/1/pause", "")
		}
	}
	if w := s.change(200, "PUT", "/v1/projects/shop", shop); w.Revision != 4 {
		t.Errorf("replaced: revision %d", w.Revision)
	}
	s.shows("shop", ".hero", true)
}

// broken is a store whose watches begin to fail, and a store that cannot write.
type broken struct {
	store.Store
	mu     sync.Mutex
	watch  error         // what a watch begins and ends with
	begun  chan struct{} // gets one for each watch
	putErr error
}

func (b *broken) Watch(ctx context.Context, kind store.Kind) iter.Seq2[store.Event, error] {
	return func(yield func(store.Event, error) bool) {
		b.mu.Lock()
		err := b.watch
		b.mu.Unlock()
		b.begun <- struct{}{}
		if err != nil {
			yield(store.Event{}, err)
			return
		}
		b.Store.Watch(ctx, kind)(yield)
	}
}

func (b *broken) Put(ctx context.Context, doc store.Document) (uint64, error) {
	if b.putErr != nil {
		return 0, b.putErr
	}
	return b.Store.Put(ctx, doc)
}

func TestWatchFails(t *testing.T) {
	kept := &broken{Store: memory(t, shop), watch: errors.New("no such luck"), begun: make(chan struct{}, 100)}
	s := open(t, Config{Store: kept}, func(s *Server) { s.state.pause = time.Millisecond })
	<-kept.begun
	<-kept.begun
	for path, retry := range map[string]string{"/healthz": "", "/js/shop.js": "1", "/js/none.js": "1"} { // a 404 would be kept by caches
		if a := s.get(path); a.status != 503 || a.header.Get("Cache-Control") != "no-store" || a.header.Get("Retry-After") != retry {
			t.Errorf("%s while loading: %d %v %s", path, a.status, a.header, a.body)
		}
	}
	for _, path := range []string{"/v1/projects", "/v1/projects/shop", "/v1/projects/shop/shares"} {
		s.must(503, "GET", path, "")
	}
	s.must(503, "PUT", "/v1/projects/shop", shop)

	kept.mu.Lock()
	kept.watch = nil
	kept.mu.Unlock()
	s.awaitLoaded()
	if a := s.get("/healthz"); a.status != 200 || a.body != `{"status":"ok"}`+"\n" {
		t.Errorf("health %d %s", a.status, a.body)
	}
	s.shows("shop", ".hero", true)
	s.state.setWatching(false)
	if a := s.get("/healthz"); a.status != 200 || a.body != `{"status":"stale"}`+"\n" {
		t.Errorf("health without a watch: %d %s", a.status, a.body)
	}
}

// TestStoreFails: the cause of a failure is in the log, and nowhere else.
func TestStoreFails(t *testing.T) {
	kept := &broken{Store: memory(t, shop), begun: make(chan struct{}, 100)}
	s := open(t, Config{Store: kept}, nil)
	s.awaitLoaded()
	before := s.everything()
	for status, err := range map[int]error{
		500: engine.Wrap(engine.CodeInternal, errors.New("secret cause"), "The store cannot read its data."),
		503: engine.Wrap(engine.CodeUnavailable, errors.New("secret cause"), "The store takes no changes."),
	} {
		kept.putErr = err
		a := s.must(status, "POST", "/v1/projects/shop/experiments/2/start", "")
		if strings.Contains(a.body, "secret") || !strings.Contains(a.body, "The store") {
			t.Errorf("%d: %s", status, a.body)
		}
	}
	kept.putErr = errors.New("a foreign secret")
	if a := s.must(500, "POST", "/v1/projects/shop/experiments/2/start", ""); strings.Contains(a.body, "secret") {
		t.Error(a.body)
	}
	if strings.Count(s.log.String(), "secret cause") < 2 || !strings.Contains(s.log.String(), "a foreign secret") {
		t.Errorf("the causes are not in the log: %s", s.log)
	}
	if s.everything() != before {
		t.Error("something changed")
	}
}

// TestEndFinishesChanges: a change that is being stored when the server is told
// to end is finished, and answered.
func TestEndFinishesChanges(t *testing.T) {
	storing, release := make(chan struct{}), make(chan struct{})
	kept := &overtaken{Store: memory(t, shop)}
	s := open(t, Config{Store: kept}, nil)
	s.awaitLoaded()
	kept.once = func() { close(storing); <-release } // after the token was stored
	answered := make(chan answer, 1)
	go func() { answered <- s.call("POST", "/v1/projects/shop/experiments/2/start", "") }()
	<-storing
	ended := make(chan struct{})
	go func() { defer close(ended); s.stop() }()
	for refused := false; !refused; { // until nobody is let in any more
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.admin, "http://"))
		if refused = err != nil; !refused {
			conn.Close()
		}
	}
	close(release)
	if a := <-answered; a.status != 200 || !strings.Contains(a.body, `"status":"running"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	<-ended
	if doc, err := kept.Get(t.Context(), store.ProjectKind, "shop"); err != nil || doc.Revision != 2 {
		t.Errorf("revision %d, %v", doc.Revision, err)
	}
}

// TestRestart: everything acknowledged is there again, and the token still holds.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	reopen := func() (*site, store.Store) {
		kept, err := store.Open(dir, log)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, Config{Store: kept}, nil)
		s.awaitLoaded()
		return s, kept
	}
	s, kept := reopen()
	token := s.Token
	s.change(201, "PUT", "/v1/projects/shop", shop)
	s.change(200, "POST", "/v1/projects/shop/experiments/2/start", "")
	before, snippet := s.everything(), s.get("/js/shop.js", "Accept-Encoding", "br").header.Get("ETag")
	s.stop()
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}

	s, kept = reopen()
	if s.Token != "" {
		t.Error("the second start shows a token")
	}
	s.Token = token
	if after := s.everything(); after != before {
		t.Errorf("before the restart:\n%s\nafter it:\n%s", before, after)
	}
	if tag := s.get("/js/shop.js", "Accept-Encoding", "br").header.Get("ETag"); tag != snippet {
		t.Errorf("tags %s and %s", snippet, tag)
	}
	s.stop()
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
}
