package server

import (
	"bufio"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/lanekeeper/lanekeeper/cookies"
)

// Two projects that refresh cookies: one of two origins, one with a prefix of
// its own and on http.
const (
	refreshing = `{"id": "shop", "origins": ["https://shop.example", "https://www.shop.example"], "experiments": [
		{"id": "1", "name": "Hero", "status": "running", "variations": [{"id": "a", "weight": 10000}]},
		{"id": "2", "name": "Old", "status": "ended", "variations": [{"id": "a", "weight": 10000}]}]}`
	prefixed = `{"id": "hats", "cookiePrefix": "ab", "origins": ["http://hats.example:8080"], "experiments": []}`
	someID   = "0123456789abcdef0123456789abcdef"
	lives    = "; Path=/; SameSite=Lax; Max-Age=34560000"
)

// asking are the headers of a browser on a page, with others in their place.
func asking(others ...string) []string {
	return append([]string{
		"Host", "www.shop.example", "Origin", "https://www.shop.example", "Sec-Fetch-Site", "same-origin",
		"Cookie", "a=b; lk_visitor=" + someID + ".t1k2m3; lk_buckets.shop=1~1.a; lk_buckets.hats=1~9.a",
	}, others...)
}

func TestVisitor(t *testing.T) {
	s := open(t, Config{Store: memory(t, refreshing, prefixed, other)}, nil)
	s.awaitLoaded()
	visitor, buckets := "lk_visitor="+someID+".t1k2m3"+lives, "lk_buckets.shop=1~1.a"+lives
	long := strings.Repeat("~2.a", 10) // one pin, said ten times
	var idle []string                  // pins that are too many
	for i := range 200 {
		idle = append(idle, fmt.Sprintf("~%d.aaaa", 1000+i))
	}
	for _, test := range []struct {
		name, path, body string
		headers          []string
		status           int
		set              []string
	}{
		{"both, host alone", "shop", "", asking(), 204, []string{visitor + "; Secure", buckets + "; Secure"}},
		{"a body is not read", "shop", `{"visitor":"x"}`, asking("Content-Type", "application/json"), 204, []string{visitor + "; Secure", buckets + "; Secure"}},
		{"a domain", "shop?domain=shop.example", "", asking(), 204, []string{visitor + "; Secure; Domain=shop.example", buckets + "; Secure; Domain=shop.example"}},
		{"the host as domain", "shop?domain=WWW.shop.example", "", asking("Host", "www.SHOP.example.:8443"), 204, []string{visitor + "; Secure; Domain=www.shop.example", buckets + "; Secure; Domain=www.shop.example"}},
		{"another origin of the same site", "shop", "", asking("Sec-Fetch-Site", "same-site", "Origin", "https://shop.example"), 204, []string{visitor + "; Secure", buckets + "; Secure"}},
		{"on http, with a prefix", "hats", "", []string{"Origin", "http://hats.example:8080", "Sec-Fetch-Site", "same-origin", "Cookie", "ab_visitor=" + someID + ".1; lk_visitor=" + someID + ".2; ab_buckets.hats=1~3.c"}, 204, []string{"ab_visitor=" + someID + ".1" + lives, "ab_buckets.hats=1~3.c" + lives}},
		{"the visitor alone", "shop", "", asking("Cookie", "lk_visitor="+someID+".t1k2m3"), 204, []string{visitor + "; Secure"}},
		{"pins alone, of a visitor that the page knows", "shop", "", asking("Cookie", "lk_buckets.shop=1~1.a"), 204, []string{buckets + "; Secure"}},
		{"no cookie", "shop", "", asking("Cookie", "a=b"), 204, nil},
		{"what is malformed is not sent back", "shop", "", asking("Cookie", `lk_visitor="`+someID+`.t1k2m3"; lk_visitor=x; lk_buckets.shop=1~bad~3; lk_buckets.shop=2~1.a`), 204, nil},
		{"the valid parts are", "shop", "", asking("Cookie", "lk_visitor="+someID+".zz; lk_visitor="+someID+".1; lk_buckets.shop=1~1.x~b@d~1.a; lk_buckets.shop=1"+long), 204, []string{"lk_visitor=" + someID + ".1" + lives + "; Secure", "lk_buckets.shop=1~1.a~2.a" + lives + "; Secure"}},
		{"what runs outlives what does not", "shop", "", asking("Cookie", "lk_buckets.shop=1~1.a"+strings.Join(idle, "")), 204, []string{"lk_buckets.shop=1~1.a" + strings.Join(idle[101:], "") + lives + "; Secure"}},
		{"no more attributes", "shop", "", asking("Cookie", "lk_buckets.shop=1~1.a, lk_visitor=x"), 204, nil},

		{"no project", "none", "", asking(), 404, nil},
		{"no origin", "shop", "", asking("Origin", ""), 403, nil},
		{"an unlisted origin", "shop", "", asking("Origin", "https://evil.example"), 403, nil},
		{"an origin that begins like a listed one", "shop", "", asking("Origin", "https://shop.example.evil.example"), 403, nil},
		{"an origin on http", "shop", "", asking("Origin", "http://shop.example"), 403, nil},
		{"an opaque origin", "shop", "", asking("Origin", "null"), 403, nil},
		{"another project's origin", "hats", "", asking(), 403, nil},
		{"a project without origins", "other", "", asking(), 403, nil},
		{"another site", "shop", "", asking("Sec-Fetch-Site", "cross-site"), 403, nil},
		{"the address bar", "shop", "", asking("Sec-Fetch-Site", "none"), 403, nil},
		{"no browser", "shop", "", asking("Sec-Fetch-Site", ""), 403, nil},
		{"another's domain", "shop?domain=hats.example", "", asking(), 422, nil},
		{"a domain below the host", "shop?domain=a.www.shop.example", "", asking(), 422, nil},
		{"half a label", "shop?domain=op.example", "", asking(), 422, nil},
		{"a top level", "shop?domain=example", "", asking(), 422, nil},
		{"a dot in front", "shop?domain=.shop.example", "", asking(), 422, nil},
		{"a part of an address", "shop?domain=0.1", "", asking("Host", "127.0.0.1"), 422, nil},
		{"a proxy that hides the host", "shop?domain=shop.example", "", asking("Host", "origin.internal:8080"), 422, nil},
		{"attributes in the domain", "shop?domain=shop.example%3B+SameSite%3DNone", "", asking(), 422, nil},
		{"a long body", "shop", strings.Repeat("x", publicBodyLimit+1), asking(), 413, nil},
	} {
		a := s.send("POST", s.public+"/v1/visitor/"+test.path, test.body, test.headers...)
		if set := a.header.Values("Set-Cookie"); a.status != test.status || !slices.Equal(set, test.set) || a.status == 204 && a.body != "" {
			t.Errorf("%s: %d %s\n%q, want\n%q", test.name, a.status, a.body, set, test.set)
		}
		if a.header.Get("Cache-Control") != "no-store" || a.status != 413 && a.header.Get("Vary") != "Origin" {
			t.Errorf("%s: caches may keep it: %v", test.name, a.header)
		}
		wanted := ""
		if a.status == 204 || a.status == 422 {
			wanted = "true"
		}
		if got := a.header.Get("Access-Control-Allow-Credentials"); got != wanted {
			t.Errorf("%s: Access-Control-Allow-Credentials is %q", test.name, got)
		}
		if got := a.header.Get("Access-Control-Allow-Origin"); (got != "") != (wanted != "") || got == "*" {
			t.Errorf("%s: Access-Control-Allow-Origin is %q", test.name, got)
		}
	}
	for _, method := range []string{"GET", "HEAD", "PUT", "OPTIONS"} {
		if a := s.send(method, s.public+"/v1/visitor/shop", "", asking()...); a.status != 405 || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", method, a.status, a.header)
		}
	}
}

// TestVisitorSplitCookies: HTTP/2 lets browsers send a line for each cookie, and
// proxies may pass them on so.
func TestVisitorSplitCookies(t *testing.T) {
	s := open(t, Config{Store: memory(t, refreshing)}, nil)
	s.awaitLoaded()
	request, err := http.NewRequestWithContext(t.Context(), "POST", s.public+"/v1/visitor/shop", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		"Origin": {"https://shop.example"}, "Sec-Fetch-Site": {"same-origin"},
		"Cookie": {"lk_buckets.shop=1~1.a", "lk_visitor=" + someID + ".1"},
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if set := response.Cookies(); len(set) != 2 || set[0].Name != "lk_visitor" || set[1].Value != "1~1.a" || set[1].HttpOnly {
		t.Errorf("%v", set)
	}
}

// TestVisitorLimit: one client's requests end at the burst and come back with
// the time, others' go on, and who stands behind a trusted proxy counts alone.
func TestVisitorLimit(t *testing.T) {
	clock := newHandClock(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
	s := open(t, Config{Store: memory(t, refreshing), Clock: clock, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, nil)
	s.awaitLoaded()
	ask := func(from string) int {
		return s.send("POST", s.public+"/v1/visitor/shop", "", asking("X-Forwarded-For", from)...).status
	}
	for range limitBurst {
		if status := ask("203.0.113.1, 198.51.100.7, 127.0.0.2"); status != 204 {
			t.Fatalf("within the burst: %d", status)
		}
	}
	if a := s.send("POST", s.public+"/v1/visitor/shop", "", asking("X-Forwarded-For", "198.51.100.7")...); a.status != 429 || a.header.Get("Retry-After") != "1" || a.header.Get("Set-Cookie") != "" {
		t.Errorf("after the burst: %d %v", a.status, a.header)
	}
	for from, want := range map[string]int{"203.0.113.9, 198.51.100.7": 429, "198.51.100.7, 203.0.113.9": 204, "198.51.100.8": 204} {
		if status := ask(from); status != want {
			t.Errorf("for %s: %d, want %d", from, status, want)
		}
	}
	if s.get("/js/shop.js", "X-Forwarded-For", "198.51.100.7").status != 200 {
		t.Error("the snippet is limited, too")
	}
	clock.advance(time.Second)
	for i, want := range []int{204, 204, 429} {
		if status := ask("198.51.100.7"); status != want {
			t.Errorf("%d after a second: %d, want %d", i, status, want)
		}
	}
}

func TestClient(t *testing.T) {
	trusted := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, test := range []struct {
		peer, forwarded, want string
	}{
		{"203.0.113.1", "", "203.0.113.1"},
		{"203.0.113.1", "198.51.100.1", "203.0.113.1"}, // a stranger may say what it likes
		{"10.0.0.1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "192.0.2.1,198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "192.0.2.1, 198.51.100.1, 10.1.1.1", "198.51.100.1"},
		{"fd00::1", "2001:db8::1", "2001:db8::1"},
		{"10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"},
		{"10.0.0.1", "198.51.100.1:80", "198.51.100.1"},
		{"10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "unknown", "10.0.0.1"},
		{"10.0.0.1", "198.51.100.1, nonsense, 10.0.0.2", "10.0.0.2"},
		{"10.0.0.1", "", "10.0.0.1"},
		{"10.0.0.1", "10.0.0.2", "10.0.0.2"}, // inside the network alone
	} {
		if got := trusted.last(netip.MustParseAddr(test.peer), strings.Split(test.forwarded, ",")); got.String() != test.want {
			t.Errorf("%s for %q is %s, want %s", test.peer, test.forwarded, got, test.want)
		}
	}
}

// TestLimiter: memory stays bounded, and an IPv6 network is one client.
func TestLimiter(t *testing.T) {
	now := time.Unix(1, 0)
	l := newLimiter(func() time.Time { return now })
	first := netip.MustParseAddr("2001:db8::1")
	for range limitBurst {
		if !l.allows(first) {
			t.Fatal("refused within the burst")
		}
	}
	for address, want := range map[string]bool{"2001:db8::1": false, "2001:db8::ffff:1": false, "2001:db8:0:1::1": true, "198.51.100.1": true} {
		if got := l.allows(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is let in: %t", address, got)
		}
	}
	l.allows(netip.Addr{}) // a peer without an address
	for i := range limitClients + 10 {
		l.allows(netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 1}))
	}
	if n := l.buckets.Len(); n != limitClients {
		t.Errorf("%d clients are remembered", n)
	}
}

// FuzzVisitor: whatever is sent, what is set is what package cookies reads from
// it, on the host or a domain of it, and nothing else.
func FuzzVisitor(f *testing.F) {
	for _, seed := range [][3]string{
		{"lk_visitor=" + someID + ".t1k2m3; lk_buckets.shop=1~1.a", "shop.example", "www.shop.example"},
		{"lk_visitor=x; lk_buckets.shop=1~1.a~\"; Domain=x\"", "co.uk", "shop.co.uk:443"},
		{"=;;lk_buckets.shop=1\t; lk_visitor=\"" + someID + ".1\"", "", "[::1]:80"},
		{"lk_buckets.shop=1" + strings.Repeat("~1.a", 400), "localhost", "localhost"},
		{"lk_visitor=" + someID + ".1\x00", "x\r\nSet-Cookie: a=b", "x"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	handle := handlerOf(stateOf(f, refreshing, newHandClock(time.Unix(0, 0)).hurrying()))
	f.Fuzz(func(t *testing.T, cookie, domain, host string) {
		if strings.ContainsAny(cookie+domain+host, "\r\n\x00") || strings.TrimSpace(cookie) != cookie {
			return // no HTTP can carry it
		}
		var ctx fasthttp.RequestCtx
		request := "POST /v1/visitor/shop?domain=" + url.QueryEscape(domain) + " HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + cookie +
			"\r\nOrigin: https://shop.example\r\nSec-Fetch-Site: same-site\r\nContent-Length: 0\r\n\r\n"
		if err := ctx.Request.Read(bufio.NewReaderSize(strings.NewReader(request), 16<<10)); err != nil {
			return
		}
		handle(&ctx)
		status := ctx.Response.StatusCode()
		var set []string
		ctx.Response.Header.VisitAllCookie(func(_, header []byte) { set = append(set, string(header)) })
		if status != 204 && (len(set) > 0 || domain == "" && host != "" && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz") == "") {
			t.Fatalf("%d with %q", status, set)
		}
		names := cookies.Names{Project: "shop"}
		visitor, pins := cookies.Read(cookie, names)
		var want []string
		attributes := lives + "; Secure"
		if domain != "" && strings.Trim(domain, "abcdefghijklmnopqrstuvwxyz0123456789-._") == "" {
			attributes += "; Domain=" + domain
		}
		if visitor.ID != "" {
			want = append(want, "lk_visitor="+visitor.String()+attributes)
		}
		if len(pins) > 0 {
			want = append(want, "lk_buckets.shop="+cookies.Buckets(pins, func(id string) bool { return id == "1" })+attributes)
		}
		if status == 204 && strings.ToLower(domain) == domain && !slices.Equal(set, want) {
			t.Fatalf("for %q, %q, %q: set %q, want %q", cookie, domain, host, set, want)
		}
		bare := strings.TrimSuffix(strings.ToLower(host), ".")
		if at, _, port := strings.Cut(bare, ":"); port {
			bare = strings.TrimSuffix(at, ".")
		}
		for _, header := range set {
			if _, on, found := strings.Cut(header, "; Domain="); found && on != bare && !strings.HasSuffix(bare, "."+on) {
				t.Fatalf("%q set the domain %q", host, on)
			}
		}
	})
}
