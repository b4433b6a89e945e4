package tagparser

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var seeds = []string{
	"", " ", "Hero", "[ME] Hero", "[Group_A][ME] holdout", "[Group_漢_ME] Hero", "[Group_A][Group_B] Hero",
	"[me] Hero", "Hero [ME]", "[ME] Holdout", "[ME] hold-out", "[ME][Site] hold out", "holdout", "[Group_AB] holdout",
	"[ME][ME] Hero", "[МЕ] Hero", "(ME) Hero", "［ME］ Hero", "【Group A】 Hero", "{me}(me)[me] x", "\u200B[ME]\u200B Hero",
	"[ME", "[[ME]]", "Hero [a [ME] x", "([ME])", "([ME])[Group_B](x)", "\"[ME]\" 'x' `y`", "\x00\x1b[31m[me]\x7f\u0085", "👩‍👩‍👧 [me] 👍🏽", "שלום [me]",
	"\xff[me]\xc3", "[Group_\xc3]", "[Group_e\u0301] x", "[Group_❤\uFE0F] x", "[Group_\u202E] x", "[Groups] x",
	"[ME] - holdout", "[ME] holdout(Q4)", "holdout [ME] [Group_AB]", "[ME] holdout\v[ME]\x16Q4)", "[Group_ [ME]) x", "(Group_ [ME]) x",
	"[Group_" + strings.Repeat("A", 100) + "] x", strings.Repeat("[me]", 40) + strings.Repeat("x[ME]", 40),
}

func FuzzParse(f *testing.F) {
	for _, name := range seeds {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) { checkParse(t, name) })
}

// TestParseProperties feeds what a fuzzer rarely finds: names put together from
// the pieces that matter.
func TestParseProperties(t *testing.T) {
	pieces := []string{
		"[ME]", "[me]", "[Group_A]", "[Group_B_ME]", "[group_a]", "[Group_AB]", "[x]", "[", "]", "(", ")", "(ME)", "［Group_A］",
		"holdout", "Hold", "-", "out", "s", ":", "—", " ", " ", "\t", "\u00A0", "\u200B", "Hero", "ME", "_", "漢", "é", "👍🏽", "\xff", "\x1b",
	}
	rapid.Check(t, func(rt *rapid.T) {
		checkParse(rt, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(rt, "pieces"), ""))
	})
}

// tester is what *testing.T and *rapid.T share, for checkParse.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkParse(t tester, name string) {
	t.Helper()
	n := Parse(name)
	if again := Parse(name); !reflect.DeepEqual(n, again) {
		t.Fatalf("Parse(%q) = %+v, then %+v", name, n, again)
	}
	if !utf8.ValidString(n.Title) || utf8.RuneCountInString(n.Group) > 1 {
		t.Fatalf("Parse(%q): title %q, group %q", name, n.Title, n.Group)
	}
	if n.Holdout && n.Scope() == "" {
		t.Fatalf("Parse(%q) is a holdout of nothing", name)
	}
	if bare := Parse(n.Title); bare.Scope() != "" || bare.Title != n.Title {
		t.Fatalf("Parse(%q): its title %q has a tag", name, n.Title)
	}
	if visible := clean(name).text; !reflect.DeepEqual(codesOf(Parse(visible)), codesOf(n)) {
		t.Fatalf("Parse(%q) depends on invisible characters", name)
	}
	for i, issue := range n.Issues {
		checkIssue(t, name, n, issue)
		if i > 0 {
			before := n.Issues[i-1]
			if before.Offset > issue.Offset || before.Offset == issue.Offset && before.Code.rank() > issue.Code.rank() {
				t.Fatalf("Parse(%q): %s comes before %s", name, before.Code, issue.Code)
			}
		}
	}
	checkCorrections(t, name)
}

func checkIssue(t tester, name string, n Name, issue Issue) {
	t.Helper()
	end := issue.Offset + issue.Length
	if issue.Offset < 0 || issue.Length < 0 || end > len(name) || !onBoundary(name, issue.Offset) || !onBoundary(name, end) {
		t.Fatalf("Parse(%q): %s at %d+%d", name, issue.Code, issue.Offset, issue.Length)
	}
	if issue.Message == "" || !utf8.ValidString(issue.Message) || issue.Severity == "" {
		t.Fatalf("Parse(%q): %+v", name, issue)
	}
	if issue.Suggestion != "" {
		corrected := Parse(issue.Suggestion)
		if slices.Contains(codesOf(corrected), issue.Code) {
			t.Fatalf("Parse(%q): the suggestion %q has %s again", name, issue.Suggestion, issue.Code)
		}
		if corrected.HasError() && !n.HasError() {
			t.Fatalf("Parse(%q): the suggestion %q has an error", name, issue.Suggestion)
		}
		if n.Group != "" && corrected.Group != n.Group || n.Exclusive && !corrected.Exclusive || n.Holdout && !corrected.Holdout {
			t.Fatalf("Parse(%q): the suggestion %q loses a tag", name, issue.Suggestion)
		}
	}
	for line := range strings.SplitSeq(Print(name, issue), "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 }) || !utf8.ValidString(line) {
			t.Fatalf("Print(%q, %s) has the line %q", name, issue.Code, line)
		}
	}
}

// onBoundary reports whether offset i parts no character. A byte that is no
// UTF-8 is a character of its own.
func onBoundary(name string, i int) bool {
	for at := range name {
		if at == i {
			return true
		}
	}
	return i == len(name)
}

// checkCorrections takes every first suggestion: a marketer who clicks them
// one after the other must come to an end.
func checkCorrections(t tester, name string) {
	t.Helper()
	start := name
	for range 50 {
		at := slices.IndexFunc(Parse(name).Issues, func(i Issue) bool { return i.Suggestion != "" })
		if at < 0 {
			return
		}
		name = Parse(name).Issues[at].Suggestion
	}
	t.Fatalf("the corrections of %q do not end; now %q", start, name)
}
