package tagparser

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// draft is a name in the making: its tokens, each with the white space after
// it, and the rest.
type draft struct {
	tokens []token
	rest   string
}

func (d draft) String() string {
	var b strings.Builder
	for _, t := range d.tokens {
		b.WriteString(t.text)
		b.WriteString(t.gap)
	}
	b.WriteString(d.rest)
	return strings.TrimRightFunc(b.String(), unicode.IsSpace)
}

// drop leaves out a token; its white space now follows the last token kept.
func (d *draft) drop(t token) {
	if n := len(d.tokens); n > 0 {
		d.tokens[n-1].gap = t.gap
	}
}

// correct is the corrected name for every place of a code in a name, or "".
// Whatever a correction does, it is offered only if it holds.
func correct(code Code, r reading) string {
	var (
		d  draft
		ok bool
	)
	switch code {
	case CodeTagSpelling:
		d, ok = respellTags(r)
	case CodeTagPosition:
		d, ok = moveTags(r)
	case CodeHoldoutSpelling:
		d, ok = respellHoldout(r)
	case CodeHoldoutWithoutTag:
		d, ok = tagHoldout(r)
	case CodeDuplicateTag:
		d, ok = dropDuplicates(r), true
	}
	if name := d.String(); ok && mends(name, code, r) {
		return name
	}
	return ""
}

// mends reports whether a corrected name has no issue of the code, no error
// that the reading did not have, and is a holdout where that was one.
func mends(name string, code Code, r reading) bool {
	corrected := read(name)
	if r.holdout() && !corrected.holdout() {
		return false
	}
	had := map[Code]bool{}
	for _, f := range r.findings() {
		had[f.code] = true
	}
	return !slices.ContainsFunc(corrected.findings(), func(f finding) bool {
		return f.code == code || f.code.severity() == SeverityError && !had[f.code]
	})
}

// respellTags writes the tags that were meant, leaving out those that the name
// has already.
func respellTags(r reading) (draft, bool) {
	d := draft{rest: r.rest}
	has := map[string]bool{}
	for _, t := range r.tokens {
		has[t.text] = true
	}
	add := func(tag, gap string) {
		t := token{text: tag, gap: gap}
		if has[tag] {
			d.drop(t)
			return
		}
		has[tag] = true
		d.tokens = append(d.tokens, t)
	}
	for _, t := range r.tokens {
		if t.tag || !meantAsTag(t.inside()) {
			d.tokens = append(d.tokens, t)
			continue
		}
		tag := meantTag(t.inside())
		if tag == "" {
			return draft{}, false
		}
		add(tag, t.gap)
	}
	if text, inside := otherBrackets(r.rest); text != "" && meantAsTag(inside) {
		tag := meantTag(inside)
		if tag == "" {
			return draft{}, false
		}
		add(tag, " ")
		d.rest = strings.TrimLeftFunc(r.rest[len(text):], unicode.IsSpace)
	}
	return d, true
}

// moveTags takes the tags out of the remainder and puts them in front of it.
func moveTags(r reading) (draft, bool) {
	d := draft{tokens: slices.Clone(r.tokens)}
	has := map[string]bool{}
	for _, t := range r.tokens {
		has[t.text] = true
	}
	var kept []byte
	at := 0
	for _, t := range lateTags(r.rest) {
		tag := meantTag(t.inside())
		if tag == "" {
			return draft{}, false
		}
		if !has[tag] {
			d.tokens = append(d.tokens, token{text: tag, gap: " "})
		}
		has[tag] = true
		kept = join(kept, r.rest[at:t.at])
		at = t.at + len(t.text)
	}
	d.rest = strings.TrimSpace(string(join(kept, r.rest[at:])))
	return d, true
}

// join adds the text after a tag that was taken out to the text before it:
// "Hero [ME] sale" becomes "Hero sale", "Hero [ME], sale" becomes "Hero, sale",
// and "Hero ([ME])" becomes "Hero".
func join(before []byte, after string) []byte {
	open, size := utf8.DecodeLastRune(before)
	if closer, ok := closers[open]; ok && strings.HasPrefix(after, string(closer)) {
		before, after = before[:len(before)-size], after[utf8.RuneLen(closer):]
	}
	left := bytes.TrimRightFunc(before, unicode.IsSpace)
	right := strings.TrimLeftFunc(after, unicode.IsSpace)
	next, _ := utf8.DecodeRuneInString(right)
	apart := len(left) < len(before) || len(right) < len(after) || unicode.IsLetter(next) || unicode.IsNumber(next)

	pastMarks := strings.TrimLeft(right, ",.;:")
	next, _ = utf8.DecodeRuneInString(pastMarks)
	endsHere := len(pastMarks) < len(right) && (pastMarks == "" || unicode.IsSpace(next))

	if len(left) > 0 && apart && !endsHere {
		left = append(left, ' ')
	}
	return append(left, right...)
}

func dropDuplicates(r reading) draft {
	d := draft{rest: r.rest}
	seen := map[string]bool{}
	for _, t := range r.tokens {
		if t.tag && seen[t.text] {
			d.drop(t)
			continue
		}
		d.tokens = append(d.tokens, t)
		seen[t.text] = true
	}
	return d
}
