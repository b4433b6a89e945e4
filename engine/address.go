package engine

import (
	"strings"
	"unicode/utf16"
)

// maxAddress is how much of an address conditions see, in UTF-16 units, which
// is what the runtime's strings count.
const maxAddress = 2048

// address is an address, parted by hand: URL libraries differ from each other,
// and the runtime must find the same parts (snippet/runtime/address.ts).
type address struct {
	scheme, host, port, path, query string
}

func parseAddress(s string) (a address) {
	s, _, _ = strings.Cut(s, "#")
	s, a.query, _ = strings.Cut(s, "?")
	rest, found := strings.CutPrefix(s, "//")
	if !found {
		scheme, after, colon := strings.Cut(s, ":")
		if rest, found = strings.CutPrefix(after, "//"); !found || !colon || !validScheme(scheme) {
			a.path = s
			return a
		}
		a.scheme = strings.ToLower(scheme)
	}
	authority := rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, a.path = rest[:i], rest[i:]
	}
	a.host, a.port = hostAndPort(authority[strings.LastIndexByte(authority, '@')+1:])
	if a.port == "80" && a.scheme != "https" || a.port == "443" && a.scheme != "http" {
		a.port = ""
	}
	return a
}

func hostAndPort(s string) (host, port string) {
	end := strings.IndexByte(s, ':')
	if strings.HasPrefix(s, "[") && strings.Contains(s, "]") {
		end = strings.IndexByte(s, ']') + 1
	}
	if end < 0 {
		end = len(s)
	}
	return strings.ToLower(s[:end]), strings.TrimPrefix(s[end:], ":")
}

// validScheme is RFC 3986's: a letter, then letters, digits, "+", "-", ".".
func validScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if !('a' <= c && c <= 'z') && (i == 0 || !isDigit(s[i]) && !strings.ContainsRune("+-.", rune(s[i]))) {
			return false
		}
	}
	return s != ""
}

// simplified is what "simple" compares: host, port and path, without a leading
// "www." and a trailing "/".
func (a address) simplified() address {
	return address{host: strings.TrimPrefix(a.host, "www."), port: a.port, path: strings.TrimSuffix(a.path, "/")}
}

// exact is what "exact" compares: all but the fragment.
func (a address) exact() address {
	if a.path == "" {
		a.path = "/"
	}
	return a
}

// simpleKey and exactKey print what is compared; the runtime prints the same of
// its own address, and no two addresses that differ there print alike.
func simpleKey(a address) string { return a.host + portSuffix(a) + a.path }

func exactKey(a address) string {
	query := ""
	if a.query != "" {
		query = "?" + a.query
	}
	return a.scheme + "://" + simpleKey(a) + query
}

func portSuffix(a address) string {
	if a.port == "" {
		return ""
	}
	return ":" + a.port
}

// seen is the part of an address that conditions see. A character that the cut
// goes through is left out; browsers escape those characters in location.href.
func seen(s string) string {
	if len(s) <= maxAddress { // no shorter in UTF-16
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > maxAddress {
			return s[:i]
		}
	}
	return s
}
