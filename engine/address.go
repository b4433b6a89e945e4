package engine

import (
	"strings"
	"unicode/utf16"
)

// MaxAddress is how much of an address conditions see, in UTF-16 units, which
// is what the runtime's strings count.
const MaxAddress = 2048

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

// simpleKey and exactKey print what is compared, as the runtime does with its
// own address.
func simpleKey(a address) string { return a.host + portSuffix(a) + a.path }

func exactKey(a address) string {
	query := ""
	if a.query != "" {
		query = "?" + a.query
	}
	return a.scheme + "://" + simpleKey(a) + query
}

// printsSimple and printsExact report whether the address has that key, without
// printing it: decisions allocate nothing. They compare the printed form, as
// two malformed addresses with different parts can print alike.
func (a address) printsSimple(key string) bool {
	key, found := strings.CutPrefix(key, a.host)
	if found && a.port != "" {
		if key, found = strings.CutPrefix(key, ":"); found {
			key, found = strings.CutPrefix(key, a.port)
		}
	}
	return found && key == a.path
}

func (a address) printsExact(key string) bool {
	key, found := strings.CutPrefix(key, a.scheme)
	if found {
		key, found = strings.CutPrefix(key, "://")
	}
	if found && a.query != "" {
		if key, found = strings.CutSuffix(key, a.query); found {
			key, found = strings.CutSuffix(key, "?")
		}
	}
	return found && a.printsSimple(key)
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
	if len(s) <= MaxAddress { // no shorter in UTF-16
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > MaxAddress {
			return s[:i]
		}
	}
	return s
}
