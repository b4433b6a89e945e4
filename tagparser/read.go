package tagparser

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	exclusiveTag = "[ME]"
	holdoutWord  = "holdout"
	// trailingMarks may follow the word holdout: "holdout: summer".
	trailingMarks = ":-–—,.;"
)

func groupTag(group string) string { return "[Group_" + group + "]" }

// token is a text in square brackets at the front of a name.
type token struct {
	text string // with its brackets
	gap  string // the white space after it
	at   int    // where text begins in the reading's text

	tag       bool // else it is foreign, and part of the title
	exclusive bool
	group     string
}

func (t token) inside() string { return t.text[1 : len(t.text)-1] }

// newToken takes a text from a "[" to the next "]" and sees whether it is a tag.
func newToken(text string) token {
	t := token{text: text}
	if text == exclusiveTag {
		t.tag, t.exclusive = true, true
		return t
	}
	rest, ok := strings.CutPrefix(t.inside(), "Group_")
	if !ok {
		return t
	}
	group, size := utf8.DecodeRuneInString(rest)
	if size == 0 || group == '[' || unicode.IsSpace(group) {
		return t
	}
	switch rest[size:] {
	case "":
		t.tag = true
	case "_ME":
		t.tag, t.exclusive = true, true
	default:
		return t
	}
	t.group = rest[:size]
	return t
}

// reading is a name taken apart by the grammar.
type reading struct {
	text   string
	tokens []token
	rest   string // the remainder: what follows the tokens, trimmed
	at     int    // where rest begins in text

	exclusive bool
	group     string // the first
	word      string // the remainder's first word, without trailing marks
}

// read scans text, which holds no invisible characters.
func read(text string) reading {
	r := reading{text: text}
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	r.rest = strings.TrimLeftFunc(text, unicode.IsSpace)
	r.at = len(text) - len(r.rest)
	for strings.HasPrefix(r.rest, "[") {
		end := strings.IndexByte(r.rest, ']')
		if end < 0 {
			break
		}
		t := newToken(r.rest[:end+1])
		t.at = r.at
		after := r.rest[end+1:]
		r.rest = strings.TrimLeftFunc(after, unicode.IsSpace)
		t.gap = after[:len(after)-len(r.rest)]
		r.at += len(t.text) + len(t.gap)
		r.tokens = append(r.tokens, t)

		r.exclusive = r.exclusive || t.exclusive
		if r.group == "" {
			r.group = t.group
		}
	}
	r.word = r.rest
	if end := strings.IndexFunc(r.rest, unicode.IsSpace); end >= 0 {
		r.word = r.rest[:end]
	}
	r.word = strings.TrimRight(r.word, trailingMarks)
	return r
}

// afterTag reports whether the last token before the remainder is a tag.
func (r reading) afterTag() bool {
	return len(r.tokens) > 0 && r.tokens[len(r.tokens)-1].tag
}

func (r reading) holdout() bool { return r.afterTag() && r.word == holdoutWord }

func (r reading) tagged() bool { return r.exclusive || r.group != "" }

func (r reading) title() string {
	var parts []string
	for _, t := range r.tokens {
		if !t.tag {
			parts = append(parts, t.text)
		}
	}
	return strings.TrimSpace(strings.Join(append(parts, r.rest), " "))
}
