package tagparser

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// meantAsTag reports whether a text from inside brackets looks like a tag's.
// It holds for tags as well.
func meantAsTag(inside string) bool {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(latin(r))
	}, inside)
	if plain == "me" {
		return true
	}
	rest, ok := strings.CutPrefix(plain, "group")
	return ok && (strings.HasPrefix(rest, "_") || strings.HasPrefix(rest, "-") || utf8.RuneCountInString(rest) <= 2)
}

// latin maps the letters that look like those of ME to them.
func latin(r rune) rune {
	switch r {
	case 'М', 'Μ', 'Ｍ': // Cyrillic, Greek, full width; and so below
		return 'M'
	case 'м':
		return 'm'
	case 'Е', 'Ε', 'Ｅ':
		return 'E'
	case 'е':
		return 'e'
	}
	return r
}

// groupShape is a group's tag as people write it: a letter set apart from the
// word, and perhaps ME set apart from the letter.
var groupShape = regexp.MustCompile(
	`^ *(?i:group)( *[-_:.] *| *)([^ \[\]])(?:(?: *[-_] *| +)([mMмМΜＭ][eEеЕΕＥ]))? *$`)

// meantTag is the tag that a text from inside brackets was meant as, or "" if
// that is not certain. It keeps the letter of a group as it was typed: another
// case would be another group.
func meantTag(inside string) string {
	spaced := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, inside)
	letters := strings.ReplaceAll(spaced, " ", "")
	if utf8.RuneCountInString(letters) == 2 && meantAsTag(letters) {
		return exclusiveTag
	}
	m := groupShape.FindStringSubmatch(spaced)
	if m == nil {
		return ""
	}
	apart, group, exclusive := m[1], m[2], m[3]
	first, _ := utf8.DecodeRuneInString(group)
	plain := unicode.IsLetter(first) || unicode.IsNumber(first)
	switch {
	case strings.TrimSpace(apart) == "" && !plain:
		return "" // "[Group_]" lacks a letter
	case apart == "" && strings.EqualFold(group, "s"):
		return "" // "[Groups]" is a plural
	}
	if exclusive != "" {
		return groupTag(group + "_ME")
	}
	return groupTag(group)
}
