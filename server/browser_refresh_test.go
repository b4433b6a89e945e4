//go:build browser

package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/cookies"
)

// TestBrowserRefresh sends cookies back through a proxy on the site's own path,
// as docs/embedding.md describes it, and from another origin of the same site;
// and demands that a page of another site gets nothing.
func TestBrowserRefresh(t *testing.T) {
	var lanekeeper *httputil.ReverseProxy
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/lk/", func(w http.ResponseWriter, r *http.Request) { http.StripPrefix("/lk", lanekeeper).ServeHTTP(w, r) })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, document("", ""))
	})
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	www, bare, evil := "http://www.shop.localhost:"+port, "http://shop.localhost:"+port, "http://evil.localhost:"+port

	o := start(t, fmt.Appendf(nil, `{"id": "shop", "origins": [%q, %q], "experiments": [
		{"id": "1", "name": "Hero", "status": "running", "variations": [{"id": "a", "weight": 10000}]}]}`, www, bare))
	to, err := url.Parse(o.public)
	if err != nil {
		t.Fatal(err)
	}
	lanekeeper = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
		r.SetXForwarded()
	}}

	const visitor, pins = "0123456789abcdef0123456789abcdef.t1k2m3", "1~1.a"
	for _, test := range []struct {
		name, page, path string
		kept             map[string]bool // domains of cookies that live 400 days
	}{
		{"its own path", www, "/lk/v1/visitor/shop?domain=shop.localhost", map[string]bool{".shop.localhost": true}},
		{"its own path, host alone", www, "/lk/v1/visitor/shop", map[string]bool{"www.shop.localhost": true}},
		{"another origin of the site", bare, www + "/lk/v1/visitor/shop?domain=shop.localhost", map[string]bool{".shop.localhost": true}},
		{"another site", evil, www + "/lk/v1/visitor/shop?domain=shop.localhost", nil},
		{"a domain that is not the host's", www, "/lk/v1/visitor/shop?domain=evil.localhost", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newTab(t)
			b.open(www + "/")
			evaluate[any](b, fmt.Sprintf(`for (const text of ["lk_visitor=%s", "lk_buckets.shop=%s"]) document.cookie = text + ";path=/;max-age=600;domain=shop.localhost"`, visitor, pins))
			b.open(test.page + "/")
			evaluate[bool](b, `fetch(`+fmt.Sprintf("%q", test.path)+`, { method: "POST", credentials: "include", keepalive: true }).then(() => true, () => true)`)
			long := map[string]int{}
			for _, c := range b.cookies(www + "/") {
				if want := map[string]string{"lk_visitor": visitor, "lk_buckets.shop": pins}[c.Name]; c.Value != want {
					t.Errorf("%s is %q on %s", c.Name, c.Value, c.Domain)
				}
				if left := time.Until(time.UnixMilli(int64(c.Expires * 1000))); left > (cookies.MaxAge-3600)*time.Second {
					long[c.Domain]++
					if c.HTTPOnly || c.SameSite != "Lax" || c.Path != "/" {
						t.Errorf("%+v", c)
					}
				}
			}
			for domain, n := range long {
				if !test.kept[domain] || n != 2 {
					t.Errorf("%d cookies live 400 days on %s", n, domain)
				}
			}
			if len(long) != len(test.kept) {
				t.Errorf("cookies live 400 days on %v, want %v", long, test.kept)
			}
		})
	}
}
