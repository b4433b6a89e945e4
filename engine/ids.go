package engine

import (
	"strings"
	"unicode/utf8"
)

// ValidID reports whether s can be an id or a salt: a letter or digit, then up
// to 39 of 0-9 A-Z a-z _ -.
func ValidID(s string) bool {
	if len(s) == 0 || len(s) > 40 || s[0] == '_' || s[0] == '-' {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '_' && c != '-' && !isDigit(c) && !('a' <= c && c <= 'z') && !('A' <= c && c <= 'Z') {
			return false
		}
	}
	return true
}

// ValidVisitor reports whether decisions take s as a visitor id: 1 to 128 code
// points of UTF-8.
func ValidVisitor(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 128
}

// Less orders experiments: decimal ids first, by value; others, and ties such
// as "7" and "07", by bytes.
func Less(a, b string) bool {
	da, db := isDecimal(a), isDecimal(b)
	if da != db {
		return da
	}
	if da {
		va, vb := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		if len(va) != len(vb) {
			return len(va) < len(vb)
		}
		if va != vb {
			return va < vb
		}
	}
	return a < b
}

func isDecimal(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
