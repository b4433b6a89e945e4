package engine

import (
	"regexp/syntax"
	"unicode"
)

// A choice inside a repetition makes JavaScript's backtracking take exponential
// time where one text can be read as several sequences of its alternatives, as
// in (?:ab|[a-c]b)*. That cannot be where every alternative begins with
// characters of its own.

// ambiguous reports whether two alternatives may begin with one character.
func ambiguous(alternatives []*syntax.Regexp) bool {
	var taken []rune
	for _, alternative := range alternatives {
		first, known := beginnings(alternative)
		if !known || overlap(taken, first) {
			return true
		}
		taken = append(taken, first...)
	}
	return false
}

// beginnings are the characters that a text matched by re begins with, as pairs
// of the first and the last of a range; not known where it may be empty.
func beginnings(re *syntax.Regexp) (ranges []rune, known bool) {
	switch re.Op {
	case syntax.OpLiteral:
		first := re.Rune[0]
		ranges = []rune{first, first}
		if re.Flags&syntax.FoldCase != 0 {
			for r := unicode.SimpleFold(first); r != first; r = unicode.SimpleFold(r) {
				ranges = append(ranges, r, r)
			}
		}
		return ranges, true
	case syntax.OpCharClass:
		return re.Rune, true
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []rune{0, unicode.MaxRune}, true
	case syntax.OpCapture, syntax.OpConcat:
		return beginnings(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			first, known := beginnings(sub)
			if !known {
				return nil, false
			}
			ranges = append(ranges, first...)
		}
		return ranges, true
	default:
		return nil, false
	}
}

func overlap(a, b []rune) bool {
	for i := 0; i < len(a); i += 2 {
		for j := 0; j < len(b); j += 2 {
			if a[i] <= b[j+1] && b[j] <= a[i+1] {
				return true
			}
		}
	}
	return false
}
