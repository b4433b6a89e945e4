package engine

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// printRegex prints Go's syntax tree of a regular expression in JavaScript's
// syntax (flag u), so that no text of the author reaches the snippet, and both
// engines match the same addresses. fault says, for people, what JavaScript
// cannot say, or what could make a browser hang.
func printRegex(re *syntax.Regexp) (pattern, fault string) {
	p := regexPrinter{}
	p.print(re, false)
	return p.b.String(), p.fault
}

type regexPrinter struct {
	b     strings.Builder
	fault string
}

// print writes re; repeated says that it stands inside a repetition, where
// another one makes JavaScript's backtracking take exponential time.
func (p *regexPrinter) print(re *syntax.Regexp, repeated bool) {
	switch re.Op {
	case syntax.OpNoMatch:
		p.b.WriteString("[]")
	case syntax.OpEmptyMatch:
		p.b.WriteString("(?:)")
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			p.literal(r, re.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		p.class(re.Rune)
	case syntax.OpAnyCharNotNL:
		p.b.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		p.b.WriteString("[^]")
	case syntax.OpBeginText:
		p.b.WriteString("^")
	case syntax.OpEndText:
		p.b.WriteString("$")
	case syntax.OpWordBoundary:
		p.b.WriteString(`\b`)
	case syntax.OpNoWordBoundary:
		p.b.WriteString(`\B`)
	case syntax.OpCapture:
		p.group(re.Sub[0], repeated)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		p.repetition(re, repeated)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			p.operand(sub, repeated, sub.Op == syntax.OpAlternate)
		}
	case syntax.OpAlternate:
		for i, sub := range re.Sub {
			if i > 0 {
				p.b.WriteByte('|')
			}
			p.print(sub, repeated)
		}
		if repeated && p.fault == "" && ambiguous(re.Sub) {
			p.fault = "A choice inside a repetition can make a browser hang where its parts begin alike; please write it without."
		}
	default: // OpBeginLine, OpEndLine: older Safari cannot parse a lookbehind
		p.fault = "JavaScript cannot say the flag m with the same meaning; addresses have one line."
	}
}

func (p *regexPrinter) repetition(re *syntax.Regexp, repeated bool) {
	sub, many := re.Sub[0], re.Op != syntax.OpQuest && (re.Op != syntax.OpRepeat || re.Max != 1)
	if repeated {
		p.fault = "A repetition inside a repetition can make a browser hang; please write it without."
		return
	}
	single := sub.Op == syntax.OpCharClass || sub.Op == syntax.OpAnyChar || sub.Op == syntax.OpAnyCharNotNL ||
		sub.Op == syntax.OpCapture || sub.Op == syntax.OpLiteral && len(sub.Rune) == 1
	p.operand(sub, many, !single)
	switch re.Op {
	case syntax.OpStar:
		p.b.WriteByte('*')
	case syntax.OpPlus:
		p.b.WriteByte('+')
	case syntax.OpQuest:
		p.b.WriteByte('?')
	default:
		p.b.WriteString(counts(re.Min, re.Max))
	}
	if re.Flags&syntax.NonGreedy != 0 {
		p.b.WriteByte('?')
	}
}

func counts(low, high int) string {
	switch {
	case high == low:
		return fmt.Sprintf("{%d}", low)
	case high < 0:
		return fmt.Sprintf("{%d,}", low)
	default:
		return fmt.Sprintf("{%d,%d}", low, high)
	}
}

func (p *regexPrinter) operand(re *syntax.Regexp, repeated, grouped bool) {
	if grouped {
		p.group(re, repeated)
	} else {
		p.print(re, repeated)
	}
}

func (p *regexPrinter) group(re *syntax.Regexp, repeated bool) {
	p.b.WriteString("(?:")
	p.print(re, repeated)
	p.b.WriteByte(')')
}

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
