package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// shop is a project in which every tag occurs.
const shop = `{
  "id": "shop", "name": "Shop",
  "pages": [{"id": "home", "include": [{"match": "simple", "value": "https://shop.example/"}]}],
  "experiments": [
    {"id": "1", "name": "[ME] Hero", "status": "running", "pages": ["home"], "variations": [
      {"id": "1a", "name": "Original", "weight": 5000},
      {"id": "1b", "name": "Big", "weight": 5000, "changes": [{"type": "css", "code": ".hero{color:red}"}]}]},
    {"id": "2", "name": "[Group_A] Prices", "status": "draft", "variations": [
      {"id": "2a", "weight": 5000},
      {"id": "2b", "weight": 5000, "changes": [{"type": "js", "selector": "h1", "code": "element.textContent = 'Draft words'"}]}]},
    {"id": "3", "name": "[ME] holdout", "status": "running", "variations": [{"id": "3a", "weight": 10000}]},
    {"id": "4", "name": "[ME] holdout of spring", "status": "draft", "variations": [{"id": "4a", "weight": 10000}]},
    {"id": "5", "name": "Old", "status": "archived", "variations": [{"id": "5a", "weight": 10000}]}]}`

// other is a second project.
const other = `{"id": "other", "force": "off", "experiments": [
  {"id": "77", "name": "Menu", "status": "running", "variations": [{"id": "a", "weight": 10000}]}]}`

// site is a Server that runs on two ports of this machine.
type site struct {
	*Server
	t             *testing.T
	public, admin string // addresses
	log           *lockedBuffer
	stop          func() // once; also at the end of the test
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

func memory(t testing.TB, projects ...string) store.Store {
	t.Helper()
	s, err := store.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, form := range projects {
		put(t, s, form, 0)
	}
	return s
}

// put stores a project behind the server's back, as another server would.
func put(t testing.TB, s store.Store, form string, revision uint64) {
	t.Helper()
	p, err := engine.Read([]byte(form), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), store.Document{Kind: store.ProjectKind, ID: p.ID, Revision: revision, Data: data}); err != nil {
		t.Fatal(err)
	}
}

// open runs a server over the store. prepare, which may be nil, is called
// before it serves.
func open(t *testing.T, config Config, prepare func(*Server)) *site {
	t.Helper()
	log := &lockedBuffer{}
	config.Log = slog.New(slog.NewTextHandler(log, nil))
	s, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(s)
	}
	public, admin := listener(t), listener(t)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, public, admin) }()
	stop := sync.OnceFunc(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	t.Cleanup(stop)
	return &site{s, t, "http://" + public.Addr().String(), "http://" + admin.Addr().String(), log, stop}
}

// start is open over a store in memory with shop and other, loaded.
func start(t *testing.T) *site {
	t.Helper()
	s := open(t, Config{Store: memory(t, shop, other), MaxAge: time.Minute}, nil)
	s.awaitLoaded()
	return s
}

func (s *site) awaitLoaded() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Loaded(ctx); err != nil {
		s.t.Fatal(err)
	}
}

func listener(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// send sends a request as it is; headers are name, value, name, value.
func (s *site) send(method, address, body string, headers ...string) answer {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "identity") // else net/http unpacks gzip
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(data)}
}

// get asks the public server.
func (s *site) get(path string, headers ...string) answer {
	s.t.Helper()
	return s.send("GET", s.public+path, "", headers...)
}

// call asks the admin API, with the token.
func (s *site) call(method, path, body string, headers ...string) answer {
	s.t.Helper()
	return s.send(method, s.admin+path, body, append([]string{"Authorization", "Bearer " + s.Token}, headers...)...)
}

// must is call that has to be answered with the status.
func (s *site) must(status int, method, path, body string, headers ...string) answer {
	s.t.Helper()
	a := s.call(method, path, body, headers...)
	if a.status != status {
		s.t.Fatalf("%s %s: status %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a
}

func (a answer) into(t *testing.T, value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), value); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// everything is all that a refused request must leave as it was.
func (s *site) everything() string {
	s.t.Helper()
	var list struct{ Projects []overview }
	all := s.must(200, "GET", "/v1/projects", "")
	all.into(s.t, &list)
	text := all.body
	for _, p := range list.Projects {
		text += s.must(200, "GET", "/v1/projects/"+p.ID, "").body + s.get("/js/"+p.ID+".js").body
	}
	return text
}
