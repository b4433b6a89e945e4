package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"github.com/lanekeeper/lanekeeper/store"
)

const scriptType = "text/javascript; charset=utf-8"

func TestScriptEncodings(t *testing.T) {
	s := start(t)
	tags := map[string]bool{}
	raw := s.get("/js/shop.js").body
	for _, test := range []struct {
		accept, encoding string
		unpack           func(io.Reader) (io.Reader, error)
	}{
		{"identity", "", func(r io.Reader) (io.Reader, error) { return r, nil }},
		{"gzip", "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"gzip, br", "br", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
	} {
		a := s.get("/js/shop.js", "Accept-Encoding", test.accept)
		unpacked, err := test.unpack(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		script, err := io.ReadAll(unpacked)
		if err != nil || string(script) != raw || !strings.Contains(raw, ".hero") {
			t.Errorf("%s: %v, and the script is %q", test.accept, err, script)
		}
		for name, want := range map[string]string{
			"Content-Encoding": test.encoding, "Content-Type": scriptType, "Vary": "Accept-Encoding",
			"Cache-Control":          "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400",
			"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", test.accept, name, got, want)
			}
		}
		tags[a.header.Get("ETag")] = true

		again := s.get("/js/shop.js", "Accept-Encoding", test.accept, "If-None-Match", `"other", W/`+a.header.Get("ETag"))
		if again.status != 304 || again.body != "" {
			t.Errorf("%s: %d %q for its own tag", test.accept, again.status, again.body)
		}
		for _, name := range []string{"ETag", "Vary", "Cache-Control", "Access-Control-Allow-Origin"} {
			if again.header.Get(name) != a.header.Get(name) {
				t.Errorf("%s: %s of the 304 is %q", test.accept, name, again.header.Get(name))
			}
		}
		if again.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: a 304 has no content to be encoded", test.accept)
		}
	}
	if len(tags) != 3 || tags[""] {
		t.Errorf("tags of the encodings: %v", tags)
	}
	if strings.Contains(raw, "Draft words") || strings.Contains(raw, "Hero") {
		t.Errorf("drafts or names are in the snippet: %s", raw)
	}
}

func TestPublicRoutes(t *testing.T) {
	s := start(t)
	for _, test := range []struct {
		method, path string
		headers      []string
		status       int
		caching      string
		contains     string
	}{
		{"GET", "/js/shop.js", []string{"If-None-Match", "*"}, 304, "max-age=60", ""},
		{"GET", "/js/shop.js", []string{"If-None-Match", `"no"`}, 200, "max-age=60", "hero"},
		{"GET", "/js/shop.js?v=2", nil, 200, "max-age=60", "hero"},
		{"GET", "/js/none.js", nil, 404, "public, max-age=10", `"not-found"`},
		{"GET", "/js/SHOP.js", nil, 404, "public, max-age=10", `"not-found"`},
		{"GET", "/js/shop", nil, 404, "no-store", `"not-found"`},
		{"GET", "/js/shop.js/", nil, 404, "no-store", `"not-found"`},
		{"GET", "/js/shop.css", nil, 404, "no-store", `"not-found"`},
		{"GET", "/js/%2e%2e.js", nil, 404, "public, max-age=10", `"not-found"`},
		{"GET", "/", nil, 404, "no-store", `"not-found"`},
		{"GET", "/demo/", nil, 404, "no-store", `"not-found"`},
		{"GET", "/v1/projects", nil, 404, "no-store", `"not-found"`},
		{"POST", "/js/shop.js", nil, 405, "no-store", `"forbidden"`},
		{"BREW", "/js/shop.js", nil, 405, "no-store", `"forbidden"`},
		{"GET", "/js/shop.js", []string{"Cookie", strings.Repeat("c", 12_000)}, 200, "max-age=60", "hero"},
		{"GET", "/js/shop.js", []string{"Cookie", strings.Repeat("c", 20_000)}, 431, "no-store", `"too-large"`},
		{"GET", "/healthz", nil, 200, "no-store", `{"status":"ok"}`},

		{"GET", "/js/shop.asked.js", nil, 200, "no-store", "import.meta.url"},
		{"GET", "/js/other.asked.js?v=2", nil, 200, "no-store", "import.meta.url"},
		{"GET", "/js/none.asked.js", nil, 404, "public, max-age=10", `"not-found"`},
		{"POST", "/js/shop.asked.js", nil, 405, "no-store", `"forbidden"`},
		{"GET", "/js/shop.preview.js?lk_force=2:2b", nil, 200, "no-store", "Draft words"},
		{"GET", "/js/shop.preview.js", nil, 200, "no-store", "lk_disable"},
		{"GET", "/js/shop.preview.js?lk_force=1:1b,,:,nonsense,2%3A2b", nil, 200, "no-store", "Draft words"},
		{"GET", "/js/shop.preview.js?lk_force=" + strings.Repeat("1", 2001), nil, 413, "no-store", `"too-large"`},
		{"GET", "/js/other.preview.js?lk_force=77:a", nil, 200, "no-store", "lk_opt_out"},
		{"GET", "/js/none.preview.js?lk_force=1:1b", nil, 404, "public, max-age=10", `"not-found"`},
	} {
		a := s.send(test.method, s.public+test.path, "", test.headers...)
		if a.status != test.status || !strings.Contains(a.body, test.contains) || !strings.Contains(a.header.Get("Cache-Control"), test.caching) {
			t.Errorf("%s %.60s: %d, %q, %.200s", test.method, test.path, a.status, a.header.Get("Cache-Control"), a.body)
		}
		if a.status != 304 && a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %.60s may be sniffed", test.method, test.path)
		}
		if a.status >= 400 && (a.header.Get("ETag") != "" || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json")) {
			t.Errorf("%s %.60s: the error has the headers of a script: %v", test.method, test.path, a.header)
		}
	}
	module, same := s.get("/js/shop.asked.js"), s.get("/js/other.asked.js")
	if module.body != same.body || strings.Contains(module.body, "hero") || module.body == "" {
		t.Errorf("the module is not the same for all projects: %s, %s", module.body, same.body)
	}
	// A browser runs a module from another origin only with these.
	if module.header.Get("Access-Control-Allow-Origin") != "*" || module.header.Get("Content-Type") != scriptType {
		t.Errorf("headers of the module: %v", module.header)
	}
	if plain := s.get("/js/shop.preview.js?lk_force=1:1b"); strings.Contains(plain.body, "Draft words") {
		t.Error("a preview shows a draft that it does not name")
	} else if plain.header.Get("Access-Control-Allow-Origin") != "*" || plain.header.Get("Content-Type") != scriptType {
		t.Errorf("headers of a preview: %v", plain.header)
	}
}

func TestHead(t *testing.T) {
	s := start(t)
	whole := s.get("/js/shop.js", "Accept-Encoding", "br")
	head := s.send("HEAD", s.public+"/js/shop.js", "", "Accept-Encoding", "br")
	if head.status != 200 || head.body != "" {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
	for _, name := range []string{"Content-Length", "ETag", "Content-Encoding", "Cache-Control", "Vary", "Content-Type"} {
		if head.header.Get(name) != whole.header.Get(name) {
			t.Errorf("%s: %q, but GET has %q", name, head.header.Get(name), whole.header.Get(name))
		}
	}
}

// TestMalformed sends what no client library would.
func TestMalformed(t *testing.T) {
	s := start(t)
	for _, address := range []string{s.public, s.admin} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "GET\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(conn)
		if err != nil || !bytes.HasPrefix(data, []byte("HTTP/1.1 400 ")) || !bytes.Contains(data, []byte(`{"error":{"code":"syntax",`)) {
			t.Errorf("%v, %q", err, data)
		}
	}
}

// sealed is a store that fails the test when it is touched once it is closed to
// it; watches that began before go on.
type sealed struct {
	store.Store
	touched func()
}

func (s *sealed) Get(ctx context.Context, kind store.Kind, id string) (store.Document, error) {
	s.touched()
	return s.Store.Get(ctx, kind, id)
}

func (s *sealed) Put(ctx context.Context, doc store.Document) (uint64, error) {
	s.touched()
	return s.Store.Put(ctx, doc)
}

func (s *sealed) Blob(ctx context.Context, hash string) ([]byte, error) {
	s.touched()
	return s.Store.Blob(ctx, hash)
}

func (s *sealed) PutBlob(ctx context.Context, data []byte) (string, error) {
	s.touched()
	return s.Store.PutBlob(ctx, data)
}

func TestPublicTouchesNoStore(t *testing.T) {
	var closed atomic.Bool
	var touches atomic.Int32
	kept := &sealed{Store: memory(t, shop, other), touched: func() {
		if closed.Load() {
			touches.Add(1)
		}
	}}
	s := open(t, Config{Store: kept}, nil)
	s.awaitLoaded()
	closed.Store(true)
	for _, path := range []string{"/js/shop.js", "/js/other.js", "/js/none.js", "/js/shop.preview.js?lk_force=2:2b", "/js/shop.asked.js", "/healthz"} {
		s.get(path)
		s.get(path, "Accept-Encoding", "br", "If-None-Match", "*")
	}
	s.stop()
	if n := touches.Load(); n > 0 {
		t.Errorf("the public server called the store %d times", n)
	}
}
