package engine

import (
	"fmt"
	"regexp/syntax"
	"strings"
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
