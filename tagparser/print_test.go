package tagparser

import (
	"strings"
	"testing"
)

// TestPrintMark puts a misspelled tag behind and around characters of every
// width. Want is the number of columns before the mark and the mark's length.
func TestPrintMark(t *testing.T) {
	tests := []struct {
		label, name    string
		before, length int
	}{
		{"nothing", "[me] x", 0, 4},
		{"Latin", "Hero [me]", 5, 4},
		{"composed", "é [me]", 2, 4},
		{"combining", "e\u0301 [me]", 2, 4},
		{"many combining", "Z\u0335\u0321\u0322 [me]", 2, 4},
		{"Han", "漢字 [me]", 5, 4},
		{"Hangul", "한 [me]", 3, 4},
		{"Hangul letters", "\u1112\u1161\u11AB [me]", 3, 4},
		{"half-width Katakana", "ｱ [me]", 2, 4},
		{"full width", "Ａ [me]", 3, 4},
		{"emoji", "🎉 [me]", 3, 4},
		{"an emoji that is text by default", "❤\uFE0F [me]", 2, 4},
		{"skin tone", "👍🏽 [me]", 3, 4},
		{"family", "👩\u200D👩\u200D👧 [me]", 7, 4}, // without joiners: three persons
		{"flag", "🇩🇪 [me]", 3, 4},
		{"invisible", "\u200B\u2060\uFEFF\u200E\u200F\u00AD[me] x", 0, 4},
		{"invisible inside", "[m\u200Be] x", 0, 4},
		{"ideographic space", "\u3000[me] x", 2, 4},
		{"tab", "\t[me] x", 1, 4},
		{"control characters", "\x00\x1b\x7f\u0085 [me]", 5, 4},
		{"overrides of direction", "\u202Ex\u2066 [me]", 2, 4},
		{"no UTF-8", "\xff\xe6\xbc [me]", 4, 4},
		{"a wide tag", "［ＭＥ］ x", 0, 8},
		{"a tag of wide letters", "[Group_漢字] x", 0, 12},
	}
	for _, test := range tests {
		issue, ok := last(Parse(test.name), CodeTagSpelling)
		if !ok {
			issue, ok = last(Parse(test.name), CodeTagPosition)
		}
		if !ok {
			t.Errorf("%s: Parse(%q) finds no misspelled tag", test.label, test.name)
			continue
		}
		got := strings.Split(Print(test.name, issue), "\n")[1]
		want := strings.Repeat(" ", test.before) + "^" + strings.Repeat("~", test.length-1)
		if got != want {
			t.Errorf("%s: Print(%q) marks %q, want %q", test.label, test.name, got, want)
		}
	}
}

func TestPrint(t *testing.T) {
	issue := Issue{Code: CodeTagSpelling, Severity: SeverityWarning, Offset: 5, Length: 4, Message: "A\x1bsentence.", Suggestion: "[ME] \x07x"}
	const want = "Hero [me]\n     ^~~~\nwarning, tag-spelling: A␛sentence.\ncorrected: [ME] ␇x"
	if got := Print("Hero [me]", issue); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	issue.Suggestion = ""
	if got := Print("Hero [me]", issue); strings.Count(got, "\n") != 2 {
		t.Errorf("without a suggestion: got\n%s", got)
	}
}

// TestPrintOutside prints issues of another name, which is the caller's fault
// and must not panic.
func TestPrintOutside(t *testing.T) {
	for _, test := range []struct {
		offset, length int
		want           string
	}{
		{0, 0, "^"},
		{3, 0, "  ^"},
		{4, 5, "   ^"},
		{0, 1, "^"}, // inside a character
		{99, 1, "   ^"},
		{-5, 99, "^~~"},
		{2, -1, "^"},
		{0, int(^uint(0) >> 1), "^~~"},
	} {
		issue := Issue{Offset: test.offset, Length: test.length}
		if got := strings.Split(Print("漢x", issue), "\n")[1]; got != test.want {
			t.Errorf("at %d+%d: got the mark %q, want %q", test.offset, test.length, got, test.want)
		}
	}
}
