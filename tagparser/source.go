package tagparser

import (
	"strings"
	"unicode/utf8"
)

// source is a name without its invisible characters, and the way back to the
// name as given.
type source struct {
	text string
	// For each byte of text, the span of its character in the name as given;
	// both nil where the name has no other.
	from, to []int
}

// clean drops what a marketer cannot see and a paste from a chat or a document
// brings along, and turns each byte that is no UTF-8 into U+FFFD.
func clean(name string) source {
	odd := func(r rune) bool { return isInvisible(r) || r == utf8.RuneError }
	if strings.IndexFunc(name, odd) < 0 {
		return source{text: name}
	}
	var (
		text strings.Builder
		src  source
	)
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		if !isInvisible(r) {
			n, _ := text.WriteRune(r)
			for range n {
				src.from = append(src.from, i)
				src.to = append(src.to, i+size)
			}
		}
		i += size
	}
	src.text = text.String()
	return src
}

// place maps text[from:to] to the name as given. It reaches from the first to
// the last visible character, over the invisible ones between them.
func (s source) place(from, to int) (offset, length int) {
	switch {
	case s.from == nil:
		return from, to - from
	case from < to:
		return s.from[from], s.to[to-1] - s.from[from]
	case from > 0:
		return s.to[from-1], 0
	}
	return 0, 0
}

func isInvisible(r rune) bool {
	switch r {
	case '\u200B', '\u2060', '\uFEFF', '\u200E', '\u200F', '\u00AD':
		return true
	}
	return false
}
