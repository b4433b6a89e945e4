package engine

import (
	"strings"
	"testing"
)

func TestAddressParts(t *testing.T) {
	for _, c := range []struct {
		text string
		want address
	}{
		{"", address{}},
		{"https://shop.example", address{"https", "shop.example", "", "", ""}},
		{"HTTPS://SHOP.example:443/Hats?a=B#c", address{"https", "shop.example", "", "/Hats", "a=B"}},
		{"http://a:443/", address{"http", "a", "443", "/", ""}},
		{"https://a:80/", address{"https", "a", "80", "/", ""}},
		{"http://a:80", address{"http", "a", "", "", ""}},
		{"//a:80", address{"", "a", "", "", ""}},
		{"//a:443", address{"", "a", "", "", ""}},
		{"//a:8443", address{"", "a", "8443", "", ""}},
		{"ftp://a:443", address{"ftp", "a", "", "", ""}},
		{"https://a:/", address{"https", "a", "", "/", ""}},
		{"https://me:secret@a@b/", address{"https", "b", "", "/", ""}},
		{"https://a/@b", address{"https", "a", "", "/@b", ""}},
		{"https://a?@b", address{"https", "a", "", "", "@b"}},
		{"https://a#?b", address{"https", "a", "", "", ""}},
		{"https://a?b?c#d#e", address{"https", "a", "", "", "b?c"}},
		{"https://a/?", address{"https", "a", "", "/", ""}},
		{"http://[::1]", address{"http", "[::1]", "", "", ""}},
		{"http://[::1]:8080/a", address{"http", "[::1]", "8080", "/a", ""}},
		{"http://[::A]:80", address{"http", "[::a]", "", "", ""}},
		{"http://[::1", address{"http", "[", ":1", "", ""}},
		{"file:///etc", address{"file", "", "", "/etc", ""}},
		{"shop.example/hats", address{"", "", "", "shop.example/hats", ""}},
		{"mailto:a@b", address{"", "", "", "mailto:a@b", ""}},
		{"about:blank", address{"", "", "", "about:blank", ""}},
		{"1a://b", address{"", "", "", "1a://b", ""}},
		{"a+b-c.1://b", address{"a+b-c.1", "b", "", "", ""}},
		{"://b", address{"", "", "", "://b", ""}},
		{"a b://c", address{"", "", "", "a b://c", ""}},
		{"/x//y", address{"", "", "", "/x//y", ""}},
		{"https:/a", address{"", "", "", "https:/a", ""}},
	} {
		if got := parseAddress(c.text); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestConditionKeys(t *testing.T) {
	for _, c := range []struct {
		match             Match
		value, key, fault string
	}{
		{Simple, "HTTPS://www.Shop.example:443/Hats/?a#b", "shop.example/Hats", ""},
		{Simple, "shop.example", "shop.example", ""},
		{Simple, "shop.example:8080/a", "shop.example:8080/a", ""},
		{Simple, "www.www.example//", "www.example/", ""},
		{Simple, "//shop.example", "shop.example", ""},
		{Simple, "localhost:443", "localhost", ""},
		{Simple, "/hats", "", "needs a host"},
		{Simple, "https:///hats", "", "needs a host"},
		{Simple, "//", "", "needs a host"},
		{Simple, "?a", "", "needs a host"},
		{Exact, "https://www.Shop.example", "https://www.shop.example/", ""},
		{Exact, "https://shop.example:443/?a=b#c", "https://shop.example/?a=b", ""},
		{Exact, "shop.example", "", "whole address"},
		{Exact, "//shop.example", "", "whole address"},
		{Exact, "file:///a", "", "whole address"},
		{Substring, "/Hats", "/Hats", ""},
		{Substring, "", "", "empty"},
		{"Simple", "a", "", "simple, exact"},
	} {
		m, fault := compileCondition(Condition{c.match, c.value})
		if c.fault != "" {
			if !strings.Contains(fault, c.fault) {
				t.Errorf("%s %q: %q, want %q", c.match, c.value, fault, c.fault)
			}
			continue
		}
		if fault != "" || m.Key != c.key {
			t.Errorf("%s %q: %q %s, want %q", c.match, c.value, m.Key, fault, c.key)
		}
	}
}

// Conditions see 2,048 UTF-16 units; a character across the end is left out.
func TestLongAddresses(t *testing.T) {
	x := strings.Repeat("x", 2046)
	for _, c := range []struct{ text, want string }{
		{x + "ab", x + "ab"},
		{x + "abc", x + "ab"},
		{x + "𝒳", x + "𝒳"},
		{x + "a𝒳", x + "a"},
		{x + "ééé", x + "éé"},
		{strings.Repeat("é", 2049), strings.Repeat("é", 2048)},
		{strings.Repeat("𝒳", 1025), strings.Repeat("𝒳", 1024)},
		{strings.Repeat("\xff", 2049), strings.Repeat("\xff", 2048)},
	} {
		if got := seen(c.text); got != c.want {
			t.Errorf("%d bytes are cut to %d, want %d", len(c.text), len(got), len(c.want))
		}
	}
}

// FuzzAddress: nothing panics, and an address is on the page that names it, or
// what its keys say.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"", "https://www.shop.example:443/hats/?a=b#c", "//a", "http://[::1]:80/", "http://[::1", "HTTP://A@B:@C:/?", "a:b", "https://www.www./", "x://:80",
		"https://İ/", "https://a/𝒳\u2028", strings.Repeat("https://a/𝒳", 300), "\xff://\xff", "http://a:443/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := parseAddress(text)
		at := newTarget(text)
		if len(text) > MaxAddress { // a value is compared whole, an address is cut
			return
		}
		for _, match := range []Match{Simple, Exact} {
			m, fault := compileCondition(Condition{match, text})
			if want := a.host != "" && (match == Simple || a.scheme != ""); want && fault != "" {
				t.Fatalf("%s %q: %s", match, text, fault)
			}
			if fault != "" || a.host == "" { // "shop.example" names a page, and is no address
				continue
			}
			if !m.matches(&at) {
				t.Fatalf("%s %q does not match itself", match, text)
			}
			key := m.Key
			if match == Simple { // without the scheme, 443 would be https's own port
				key = strings.TrimPrefix(a.scheme+"://", ":") + key
			}
			again, fault := compileCondition(Condition{match, key})
			compared := a.exact()
			if match == Simple {
				compared = a.simplified()
			}
			if a := compared; a.path != "" && a.path[0] != '/' || strings.HasPrefix(a.host, "www.") || strings.HasSuffix(a.path, "/") && match == Simple || a.host == "" {
				continue // one "www." and one "/" go each time
			}
			if fault != "" || again.Key != m.Key {
				t.Fatalf("%s %q has the key %q, whose key is %q %s", match, text, m.Key, again.Key, fault)
			}
		}
	})
}
