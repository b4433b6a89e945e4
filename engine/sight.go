package engine

import (
	"strings"
	"time"
	"unicode/utf8"
)

// sight is all that clauses see of a visit. url is "" where no address was given.
type sight struct {
	url   string
	at    *target
	facts *Facts
	now   time.Time
}

// noFacts stand for a visit without any.
var noFacts Facts

func newSight(v *Visit, at *target) sight {
	s := sight{v.URL, at, v.Facts, v.Now}
	if s.facts == nil {
		s.facts = &noFacts
	}
	return s
}

// parameter is the first value of a query's parameter, decoded, and whether it
// is there. One without "=" is there and empty.
func parameter(query, name string) (value string, has bool) {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		if decodePlus(key) == name {
			return decodePlus(value), true
		}
	}
	return "", false
}

func decodePlus(s string) string { return decodePercent(strings.ReplaceAll(s, "+", " ")) }

// decodePercent decodes each longest run of %XX that is UTF-8, as JavaScript's
// decodeURIComponent does; every other one, and a stray "%", stays as typed.
func decodePercent(s string) string {
	at := strings.IndexByte(s, '%')
	if at < 0 {
		return s
	}
	var out, run []byte
	out = append(out, s[:at]...)
	for at < len(s) {
		from := at
		for run = run[:0]; at+2 < len(s) && s[at] == '%' && hex(s[at+1]) >= 0 && hex(s[at+2]) >= 0; at += 3 {
			run = append(run, byte(hex(s[at+1])<<4|hex(s[at+2])))
		}
		switch {
		case at == from:
			out = append(out, s[at])
			at++
		case utf8.Valid(run):
			out = append(out, run...)
		default:
			out = append(out, s[from:at]...)
		}
	}
	return string(out)
}

func hex(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// asciiLower lowers A to Z alone.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
