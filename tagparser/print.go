package tagparser

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Print shows an issue in a terminal: the name, below it a mark at the place,
// then severity, code and sentence, and the corrected name where there is one.
// The last line has no line break. Places outside the name are moved inside.
//
//	[me] Hero
//	^~~~
//	warning, tag-spelling: [me] is not a tag: ... Type [ME].
//	corrected: [ME] Hero
//
// Nothing of the name can steer the terminal: control characters appear as
// their Unicode pictures, and others that print nothing as "?". Characters
// that are as wide as no two terminals agree are left out of the first line
// (joiners, variation selectors, skin tones). The mark assumes a line from left
// to right that is not wrapped.
func Print(name string, issue Issue) string {
	from := min(max(issue.Offset, 0), len(name))
	to := from + min(max(issue.Length, 0), len(name)-from)

	var shown strings.Builder
	var column, start, end int // in terminal columns
	var before rune
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		columns := 0
		if visible := cell(r, before); visible >= 0 {
			shown.WriteRune(visible)
			columns = width(visible)
		}
		before = r
		i += size
		column += columns
		if i <= from {
			start = column
		}
		if i <= to {
			end = column
		}
	}
	lines := []string{
		shown.String(),
		strings.Repeat(" ", start) + "^" + strings.Repeat("~", max(end-start-1, 0)),
		string(issue.Severity) + ", " + string(issue.Code) + ": " + strings.Map(safe, issue.Message),
	}
	if issue.Suggestion != "" {
		lines = append(lines, "corrected: "+strings.Map(safe, issue.Suggestion))
	}
	return strings.Join(lines, "\n")
}

// safe is how a character appears where it must not steer a terminal or a
// page, or -1 where it is left out.
func safe(r rune) rune {
	switch {
	case r < ' ':
		return '\u2400' + r
	case r == '\u007F':
		return '\u2421'
	case unicode.Is(unicode.Bidi_Control, r):
		return -1
	case unicode.Is(unicode.Zs, r) && r != '\u3000':
		return ' '
	case unicode.IsPrint(r), r == '\u3000', unicode.Is(unicode.Cf, r):
		return r
	}
	return '?'
}

// cell is safe for a line in which every character's width must be known.
func cell(r, before rune) rune {
	const (
		firstWithSkin     = '\u261D'
		lightest, darkest = '\U0001F3FB', '\U0001F3FF'
	)
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r),
		lightest <= r && r <= darkest && before >= firstWithSkin:
		return -1
	}
	return safe(r)
}
