package tagparser

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// message says what the name does now and what to type.
func (f finding) message(r reading, suggestion string) string {
	text := r.text[f.from:f.to]
	at := quote(text)
	switch f.code {
	case CodeSeveralGroups:
		first := quote(groupTag(r.group))
		return "An experiment can be in one group only, so this one cannot run. It counts as " + first + " for now. Take out " + first + " or " + at + "."
	case CodeEmptyTitle:
		if len(r.tokens) == 0 {
			return "This experiment has no name, so it cannot run. Type what it is about."
		}
		return "Nothing follows the square brackets, so this experiment cannot run. Type what it is about, as in [ME] Hero image."
	case CodeTagSpelling:
		return at + " is not a tag: it is part of the title and keeps nobody apart." + hint(text)
	case CodeTagPosition:
		return at + " comes too late to be a tag: it is part of the title and keeps nobody apart. Put tags in front." + hint(text)
	case CodeHoldoutSpelling:
		fix := "the word holdout, in small letters, then a space"
		if suggestion != "" {
			fix = quote(suggestion)
		}
		return at + " does not make this a holdout: it runs as an ordinary experiment. For a holdout type " + fix + "."
	case CodeHoldoutWithoutTag:
		fix := "[ME] holdout, or [Group_A] holdout for one group"
		if suggestion != "" {
			fix = quote(suggestion)
			if !r.tagged() && read(suggestion).group == "" {
				fix += ", or a group's tag in place of [ME]"
			}
		}
		return "This is no holdout but an ordinary experiment: a tag must stand right before the word " + at + ". For a holdout type " + fix + "."
	case CodeDuplicateTag:
		return at + " stands here twice, which changes nothing. Take one out."
	}
	panic("tagparser: no sentence for " + string(f.code))
}

// hint says what to type instead of a text in brackets that was meant as a tag.
func hint(text string) string {
	_, open := utf8.DecodeRuneInString(text)
	_, closer := utf8.DecodeLastRuneInString(text)
	inside := text[open : len(text)-closer]
	switch tag := meantTag(inside); {
	case tag == text:
		return ""
	case tag != "":
		fix := " Type " + quote(tag) + "."
		if group := newToken(tag).group; group != strings.ToUpper(group) {
			fix += " " + quote(groupTag(strings.ToUpper(group))) + " would be another group."
		}
		return fix
	case strings.ContainsFunc(inside, func(r rune) bool { return unicode.In(r, unicode.M, unicode.Cf) }):
		return " A group is named by one character; this one is stored as several. Use a plain letter or number, as in [Group_A]."
	}
	return " A group is named by one character, as in [Group_A]; without a group the tag is [ME]."
}

// quote cuts what is too long for a sentence and replaces control characters.
func quote(text string) string {
	const limit = 60
	n := 0
	for i := range text {
		if n++; n > limit {
			text = text[:i] + "…"
			break
		}
	}
	return strings.Map(safe, text)
}
