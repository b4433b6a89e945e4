package engine

import (
	"fmt"
	"strings"
	"unicode"
)

// literal spells a case-insensitive letter as a class of its whole orbit: Go
// and JavaScript fold different letters under their flags i.
func (p *regexPrinter) literal(r rune, fold bool) {
	orbit := []rune{r}
	if fold {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			orbit = append(orbit, f)
		}
	}
	if len(orbit) == 1 {
		p.b.WriteString(escapeRune(r))
		return
	}
	p.b.WriteByte('[')
	for _, r := range orbit {
		p.b.WriteString(escapeRune(r))
	}
	p.b.WriteByte(']')
}

// class prints ranges of code points, the complement where that is shorter.
func (p *regexPrinter) class(ranges []rune) {
	not := ""
	if n := len(ranges); n > 0 && ranges[0] == 0 && ranges[n-1] == unicode.MaxRune {
		not = "^"
		complement := []rune{}
		for i := 1; i < n-1; i += 2 {
			complement = append(complement, ranges[i]+1, ranges[i+1]-1)
		}
		ranges = complement
	}
	body := ""
	if rest, word := withoutWord(ranges); word {
		ranges, body = rest, `\w`
	}
	dash := "" // stands last, where it needs no escape
	for i := 0; i < len(ranges); i += 2 {
		switch low, high := ranges[i], ranges[i+1]; {
		case low == '-' && high == '-':
			dash = "-"
		case low == '0' && high == '9':
			body += `\d`
		case low == high:
			body += inClass(low)
		case low+1 == high:
			body += inClass(low) + inClass(high)
		default:
			body += inClass(low) + "-" + inClass(high)
		}
	}
	p.b.WriteString("[" + not + body + dash + "]")
}

// withoutWord takes 0-9, A-Z, _ and a-z out of the ranges, if all are there:
// JavaScript's \w is the same four.
func withoutWord(ranges []rune) (rest []rune, word bool) {
	found := 0
	for i := 0; i < len(ranges); i += 2 {
		switch pair := string(ranges[i : i+2]); pair {
		case "09", "AZ", "__", "az":
			found++
		default:
			rest = append(rest, ranges[i], ranges[i+1])
		}
	}
	return rest, found == 4
}

// inClass writes one code point of a class, where a dash means a range.
func inClass(r rune) string {
	if r == '-' {
		return `\-`
	}
	return escapeRune(r)
}

// escapeRune writes one code point so that it is literal in and outside of a
// class, and so that the expression can stand between slashes in a script.
func escapeRune(r rune) string {
	switch {
	case strings.ContainsRune(`\^$.*+?()[]{}|/`, r):
		return `\` + string(r)
	case r >= 0x20 && r < 0x7f:
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	default:
		return fmt.Sprintf(`\u{%x}`, r)
	}
}

// literalPattern is the regular expression that finds a text as it is.
func literalPattern(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(escapeRune(r))
	}
	return b.String()
}
