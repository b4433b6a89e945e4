package tagparser

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cutHoldout reports whether rest begins with the letters of holdout, in any
// case and however they are parted. The text reaches to the last of them and
// on to the end of that word, without trailing marks; after is what follows
// the letters.
func cutHoldout(rest string) (text, after string, ok bool) {
	want, end := holdoutWord, 0
	for i, r := range rest {
		if isJoiner(r) || unicode.IsSpace(r) {
			continue
		}
		if unicode.ToLower(r) != rune(want[0]) {
			return "", "", false
		}
		if want = want[1:]; want == "" {
			end = i + utf8.RuneLen(r)
			break
		}
	}
	if want != "" {
		return "", "", false
	}
	after = rest[end:]
	if n := strings.IndexFunc(after, unicode.IsSpace); n >= 0 {
		rest = rest[:end+n]
	}
	return strings.TrimRight(rest, trailingMarks), after, true
}

func isJoiner(r rune) bool { return strings.ContainsRune("-_\u2010\u2011", r) }

// plainHoldout writes the word holdout at the front of a text that begins with
// its letters, set apart from what follows. Letters right after it make
// another word ("holdouts"), which only its author can correct.
func plainHoldout(rest string) (string, bool) {
	_, after, ok := cutHoldout(rest)
	next, size := utf8.DecodeRuneInString(after)
	switch {
	case !ok || unicode.IsLetter(next) || unicode.IsMark(next):
		return "", false
	case size == 0 || unicode.IsSpace(next):
		return holdoutWord + after, true
	}
	tail := after[size:]
	switch next {
	case '_':
		return holdoutWord + " " + tail, true
	case '-', '\u2010', '\u2011', '–', '—':
		return holdoutWord + " " + string(next) + " " + strings.TrimLeftFunc(tail, unicode.IsSpace), true
	case ':', ',', '.', ';':
		marks := len(after) - len(strings.TrimLeft(after, trailingMarks))
		return holdoutWord + after[:marks] + " " + strings.TrimLeftFunc(after[marks:], unicode.IsSpace), true
	}
	return holdoutWord + " " + after, true
}

// respellHoldout writes the word holdout and puts the last tag right before it.
func respellHoldout(r reading) (draft, bool) {
	rest, ok := plainHoldout(r.rest)
	d := draft{tokens: slices.Clone(r.tokens), rest: rest}
	for i, t := range slices.Backward(d.tokens) {
		if !t.tag {
			continue
		}
		d.tokens = slices.Delete(d.tokens, i, i+1)
		if i < len(d.tokens) {
			d.drop(t)
		}
		d.tokens = append(d.tokens, token{text: t.text, gap: " "})
		return d, ok
	}
	return draft{}, false
}

// tagHoldout makes the holdout that the word asks for: of the tag the name has
// or nearly has, else of [ME], which holds back from all tagged experiments.
func tagHoldout(r reading) (draft, bool) {
	for _, code := range []Code{CodeTagSpelling, CodeTagPosition} {
		if slices.ContainsFunc(r.findings(), func(f finding) bool { return f.code == code }) {
			name := correct(code, r)
			if name == "" {
				return draft{}, false
			}
			r = read(name)
		}
	}
	if !r.tagged() {
		r.tokens = append(slices.Clone(r.tokens), newToken(exclusiveTag))
	}
	return respellHoldout(r)
}
