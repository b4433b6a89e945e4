package tagparser

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// finding is an issue before it is put into words. From and to are offsets in
// the reading's text.
type finding struct {
	code     Code
	from, to int
}

// findings lists every issue of the name, in order.
func (r reading) findings() []finding {
	var found []finding
	add := func(code Code, from, to int) {
		found = append(found, finding{code, from, to})
	}
	end := 0 // of the tokens
	seen := map[string]bool{}
	for _, t := range r.tokens {
		end = t.at + len(t.text)
		if t.group != "" && t.group != r.group {
			add(CodeSeveralGroups, t.at, end)
		}
		if t.tag && seen[t.text] {
			add(CodeDuplicateTag, t.at, end)
		}
		if !t.tag && meantAsTag(t.inside()) {
			add(CodeTagSpelling, t.at, end)
		}
		seen[t.text] = true
	}
	if r.rest == "" {
		add(CodeEmptyTitle, end, end)
	}
	if text, inside := otherBrackets(r.rest); text != "" && meantAsTag(inside) {
		add(CodeTagSpelling, r.at, r.at+len(text))
	}
	for _, t := range lateTags(r.rest) {
		add(CodeTagPosition, r.at+t.at, r.at+t.at+len(t.text))
	}
	if !r.afterTag() && strings.EqualFold(r.word, holdoutWord) {
		add(CodeHoldoutWithoutTag, r.at, r.at+len(r.word))
	} else if text, _, ok := cutHoldout(r.rest); ok && r.tagged() && !r.holdout() {
		add(CodeHoldoutSpelling, r.at, r.at+len(text))
	}
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.code.rank(), b.code.rank()))
	})
	return found
}

// closers are the brackets that marketers type for square ones.
var closers = map[rune]rune{'(': ')', '{': '}', '［': '］', '【': '】'}

// otherBrackets is the text in other than square brackets at the front of
// rest, with and without them, or "".
func otherBrackets(rest string) (text, inside string) {
	open, size := utf8.DecodeRuneInString(rest)
	closer, ok := closers[open]
	if !ok {
		return "", ""
	}
	end := strings.IndexRune(rest[size:], closer)
	if end < 0 {
		return "", ""
	}
	return rest[:size+end+utf8.RuneLen(closer)], rest[size : size+end]
}

// lateTags are the tokens of the remainder that are a tag or meant as one,
// with their offset in rest.
func lateTags(rest string) []token {
	var late []token
	for at := 0; ; {
		from := strings.IndexByte(rest[at:], '[')
		if from < 0 {
			return late
		}
		from += at
		length := strings.IndexByte(rest[from:], ']') + 1
		if length == 0 {
			return late
		}
		at = from + length
		t := newToken(rest[from:at])
		t.at = from
		if t.tag || meantAsTag(t.inside()) {
			late = append(late, t)
		}
	}
}
