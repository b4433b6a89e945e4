package tagparser

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/name-tags.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name      string
		Exclusive bool
		Holdout   bool
		Group     string
		Title     string
		Issues    []Code
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		n := Parse(v.Name)
		if n.Exclusive != v.Exclusive || n.Holdout != v.Holdout || n.Group != v.Group || n.Title != v.Title {
			t.Errorf("Parse(%q) = %+v, want %+v", v.Name, n, v)
		}
		if got := codesOf(n); !slices.Equal(got, v.Issues) {
			t.Errorf("Parse(%q) has the issues %q, want %q", v.Name, got, v.Issues)
		}
	}
}

func codesOf(n Name) []Code {
	var codes []Code
	for _, i := range n.Issues {
		codes = append(codes, i.Code)
	}
	return codes
}

// TestIssues says for every code where it must be reported, with the marked
// text and the corrected name, and where it must not be.
func TestIssues(t *testing.T) {
	type found struct{ name, marked, suggestion string }
	tests := map[Code]struct {
		yes []found
		no  []string
	}{
		CodeSeveralGroups: {
			yes: []found{
				{"[Group_A][Group_B] Hero", "[Group_B]", ""},
				{"[Group_A] [Group_a_ME] Hero", "[Group_a_ME]", ""},
				{"[Group_A][ME][x][Group_B]", "[Group_B]", ""},
			},
			no: []string{
				"[Group_A][Group_A] Hero", "[Group_A_ME][Group_A] Hero", "[Group_A] Hero [Group_B]",
				"[Group_A][group_b] Hero", "[ME][Group_A] Hero",
			},
		},
		CodeEmptyTitle: {
			yes: []found{
				{"", "", ""},
				{" \t ", "", ""},
				{"\u200B", "", ""},
				{"[ME] ", "", ""},
				{"[me]", "", ""},
				{"[Homepage]", "", ""},
			},
			no: []string{"x", "[ME] x", "[ME", "(ME)", "[ME] [", "holdout"},
		},
		CodeTagSpelling: {
			yes: []found{
				{"[me] Hero", "[me]", "[ME] Hero"},
				{"[Me]Hero", "[Me]", "[ME]Hero"},
				{"[ M E ] Hero", "[ M E ]", "[ME] Hero"},
				{"[МЕ] Hero", "[МЕ]", "[ME] Hero"},
				{"[Ｍе] Hero", "[Ｍе]", "[ME] Hero"},
				{"[Homepage] [me] Hero", "[me]", "[Homepage] [ME] Hero"},
				{"[ME] [me] Hero", "[me]", "[ME] Hero"},
				{"[me][ME] Hero", "[me]", "[ME] Hero"},
				{"[m\u200Be] Hero", "[m\u200Be]", "[ME] Hero"},
				{"[group_A] Hero", "[group_A]", "[Group_A] Hero"},
				{"[GROUP_A] Hero", "[GROUP_A]", "[Group_A] Hero"},
				{"[group_a] Hero", "[group_a]", "[Group_a] Hero"},
				{"[Group A] Hero", "[Group A]", "[Group_A] Hero"},
				{"[Group-A] Hero", "[Group-A]", "[Group_A] Hero"},
				{"[Group: A] Hero", "[Group: A]", "[Group_A] Hero"},
				{"[GroupA] Hero", "[GroupA]", "[Group_A] Hero"},
				{"[Group s] Hero", "[Group s]", "[Group_s] Hero"},
				{"[ Group_A ] Hero", "[ Group_A ]", "[Group_A] Hero"},
				{"[Group_A_me] Hero", "[Group_A_me]", "[Group_A_ME] Hero"},
				{"[group_a-ME] Hero", "[group_a-ME]", "[Group_a_ME] Hero"},
				{"[Group_A ME] Hero", "[Group_A ME]", "[Group_A_ME] Hero"},
				{"[Group_A_МЕ] Hero", "[Group_A_МЕ]", "[Group_A_ME] Hero"},
				{"[group_М] Hero", "[group_М]", "[Group_М] Hero"}, // the letter stays Cyrillic
				{"[group_漢] Hero", "[group_漢]", "[Group_漢] Hero"},
				{"[Group_A][Group A] Hero", "[Group A]", "[Group_A] Hero"},
				{"(ME) Hero", "(ME)", "[ME] Hero"},
				{"{group_A}Hero", "{group_A}", "[Group_A] Hero"},
				{"［ME］ Hero", "［ME］", "[ME] Hero"},
				{"[x]【ME】 Hero", "【ME】", "[x][ME] Hero"},
				{"[ME] (ME) Hero", "(ME)", "[ME] Hero"},
				{"(ME)(Group_A) Hero", "(ME)", ""}, // and so on: the next comes to light then
				{"[me] Holdout", "[me]", "[ME] Holdout"},
				{"[Group_AB] Hero", "[Group_AB]", ""},
				{"[Group_] Hero", "[Group_]", ""},
				{"[Group_ME] Hero", "[Group_ME]", ""},
				{"[Group__ME] Hero", "[Group__ME]", ""},
				{"[Group_[] Hero", "[Group_[]", ""},
				{"[Group] Hero", "[Group]", ""},
				{"[Groups] Hero", "[Groups]", ""},
				{"[Grouped] Hero", "[Grouped]", ""},
				{"[Group_e\u0301] Hero", "[Group_e\u0301]", ""},
				{"[Group_A][group_B] Hero", "[group_B]", ""}, // would be a second group
				{"[me]", "[me]", "[ME]"},
			},
			no: []string{
				"[ME] Hero", "[Group_A] Hero", "[Group_A_ME] Hero", "[Group__] Hero", "[Homepage] Hero", "[Grouping] Hero",
				"[] Hero", "[mé] Hero", "[ｍｅ] Hero", "[MEN] Hero", "[m-e] Hero", "(Homepage) Hero", "(ME Hero", "<ME> Hero", "Hero (ME)",
				"（ME） Hero", "(ME] Hero", "me Hero", "[me Hero", "Hero [me]",
			},
		},
		CodeTagPosition: {
			yes: []found{
				{"Hero [ME]", "[ME]", "[ME] Hero"},
				{"Hero [ me ] x", "[ me ]", "[ME] Hero x"},
				{"Hero[ME]x", "[ME]", "[ME] Hero x"},
				{"Hero [ME], big", "[ME]", "[ME] Hero, big"},
				{"Hero ([ME]) big", "[ME]", "[ME] Hero big"},
				{"[ME] holdout [ME]-Q4", "[ME]", "[ME] holdout -Q4"},
				{"[ME]Hero [ME]", "[ME]", "[ME]Hero"},
				{"[Group_A]Hero [ME]", "[ME]", "[Group_A][ME] Hero"},
				{"Summer [Group_A] sale", "[Group_A]", "[Group_A] Summer sale"},
				{"Hero [x] [group_a_me]", "[group_a_me]", "[Group_a_ME] Hero [x]"},
				{"holdout [ME]", "[ME]", "[ME] holdout"},
				{"Hero [Group_AB]", "[Group_AB]", ""},
				{"[Group_A] Hero [Group_B]", "[Group_B]", ""},
				{"([ME])", "[ME]", ""}, // nothing would be left
			},
			no: []string{
				"[ME] Hero", "[x][ME] Hero", "Hero [a [ME] x", "Hero [ME", "Hero ME]", "Hero (ME)", "Hero [Homepage]", "[me] Hero",
			},
		},
		CodeHoldoutSpelling: {
			yes: []found{
				{"[ME] Holdout", "Holdout", "[ME] holdout"},
				{"[ME]HOLDOUT", "HOLDOUT", "[ME] holdout"},
				{"[ME] hold out", "hold out", "[ME] holdout"},
				{"[ME] Hold-Out: summer", "Hold-Out", "[ME] holdout: summer"},
				{"[ME] Holdout:summer", "Holdout:summer", "[ME] holdout: summer"},
				{"[ME] hold\u2011out - Q4", "hold\u2011out", "[ME] holdout - Q4"},
				{"[ME] holdout-Q4", "holdout-Q4", "[ME] holdout - Q4"},
				{"[ME] holdout—Q4", "holdout—Q4", "[ME] holdout — Q4"},
				{"[ME] holdout_Q4", "holdout_Q4", "[ME] holdout Q4"},
				{"[ME] holdout2", "holdout2", "[ME] holdout 2"},
				{"[ME] holdout(Q4)", "holdout(Q4)", "[ME] holdout (Q4)"},
				{"[ME] - holdout", "- holdout", "[ME] holdout"},
				{"[ME][Site] hold out", "hold out", "[Site][ME] holdout"},
				{"[Group_A] [ME] Holdout", "Holdout", "[Group_A] [ME] holdout"},
				{"[Group_A][ME] Holdout", "Holdout", "[Group_A][ME] holdout"},
				{"[ME] holdouts of hats", "holdouts", ""},
				{"[ME] holdoutQ4", "holdoutQ4", ""},
			},
			no: []string{
				"[ME] holdout", "[ME] holdout: x", "[ME] holdout -", "hold out", "Holdout", "[x] Holdout", "[ME][x] Holdout",
				"[ME] the holdout", "[ME] hold", "[ME] hold.out", "[ME] h", "[me] hold out",
			},
		},
		CodeHoldoutWithoutTag: {
			yes: []found{
				{"holdout", "holdout", "[ME] holdout"},
				{"Holdout: summer", "Holdout", "[ME] holdout: summer"},
				{"HOLDOUT -Q4", "HOLDOUT", "[ME] holdout -Q4"},
				{"[Site] Holdout", "Holdout", "[Site] [ME] holdout"},
				{"[ME][Site] Holdout", "Holdout", "[Site][ME] holdout"},
				{"[Group_A] [Site] holdout", "holdout", "[Site] [Group_A] holdout"},
				{"[group_A] Holdout", "Holdout", "[Group_A] holdout"},
				{"Holdout [Group_A]", "Holdout", "[Group_A] holdout"},
				{"[Group_AB] holdout", "holdout", ""}, // of which group?
				{"holdout [Group_AB]", "holdout", ""},
			},
			no: []string{
				"[ME] holdout", "[x][ME] holdout", "[ME] Holdout", "holdouts", "hold out", "the holdout", "holdout-Q4", "(ME) holdout",
			},
		},
		CodeDuplicateTag: {
			yes: []found{
				{"[ME][ME] Hero", "[ME]", "[ME] Hero"},
				{"[ME] [x][ME]Hero", "[ME]", "[ME] [x]Hero"},
				{"[Group_A][Group_A] Hero", "[Group_A]", "[Group_A] Hero"},
				{"[Group_A_ME] [ME] [Group_A_ME] Hero", "[Group_A_ME]", "[Group_A_ME] [ME] Hero"},
			},
			no: []string{
				"[ME] Hero", "[Group_A_ME][ME] Hero", "[Group_A][Group_A_ME] Hero", "[x][x] Hero", "[me][me] Hero", "[ME] Hero [ME]",
				"[Group_A][Group_a] Hero",
			},
		},
	}
	if len(tests) != len(table) {
		t.Errorf("%d codes have tests, want %d", len(tests), len(table))
	}
	for code, test := range tests {
		for _, want := range test.yes {
			issue, ok := last(Parse(want.name), code)
			if !ok {
				t.Errorf("Parse(%q) has no %s", want.name, code)
				continue
			}
			if marked := want.name[issue.Offset : issue.Offset+issue.Length]; marked != want.marked {
				t.Errorf("Parse(%q): %s marks %q, want %q", want.name, code, marked, want.marked)
			}
			if issue.Suggestion != want.suggestion {
				t.Errorf("Parse(%q): %s suggests %q, want %q", want.name, code, issue.Suggestion, want.suggestion)
			}
		}
		for _, name := range test.no {
			if issue, ok := last(Parse(name), code); ok {
				t.Errorf("Parse(%q) has the issue %+v", name, issue)
			}
		}
	}
}

func last(n Name, code Code) (Issue, bool) {
	for _, i := range slices.Backward(n.Issues) {
		if i.Code == code {
			return i, true
		}
	}
	return Issue{}, false
}

func TestSeverities(t *testing.T) {
	for name, want := range map[string]bool{
		"[Group_A][Group_B] Hero": true, "[ME]": true, "[me] Hero": false, "[ME][ME] Hero": false, "Hero": false,
	} {
		if got := Parse(name).HasError(); got != want {
			t.Errorf("Parse(%q).HasError() = %t, want %t", name, got, want)
		}
	}
	if got := Parse("[ME][ME] Hero").Issues[0].Severity; got != SeverityInfo {
		t.Errorf("a duplicate tag is %q, want %q", got, SeverityInfo)
	}
	if got := Parse("[me] Hero").Issues[0].Severity; got != SeverityWarning {
		t.Errorf("a misspelled tag is %q, want %q", got, SeverityWarning)
	}
}

func TestEveryOccurrence(t *testing.T) {
	const name = "[Group_A][Group_B][Group_B][ME][ME][ME] Hero [me] [ME]"
	want := []Code{
		CodeSeveralGroups, CodeSeveralGroups, CodeDuplicateTag, CodeDuplicateTag, CodeDuplicateTag,
		CodeTagPosition, CodeTagPosition,
	}
	if got := codesOf(Parse(name)); !slices.Equal(got, want) {
		t.Errorf("Parse(%q) has the issues %q, want %q", name, got, want)
	}
}

func TestManyIssues(t *testing.T) {
	issues := Parse(strings.Repeat("[me]", 300) + " Hero").Issues
	if len(issues) != 300 {
		t.Fatalf("%d issues, want 300", len(issues))
	}
	for i, issue := range issues {
		want := "[ME] Hero"
		if i >= maxSuggestions {
			want = ""
		}
		if issue.Suggestion != want {
			t.Errorf("issue %d suggests %q, want %q", i, issue.Suggestion, want)
		}
	}
}

func TestScope(t *testing.T) {
	for name, want := range map[string]string{
		"Hero": "", "[ME] Hero": "[ME]", "[Group_A] Hero": "[Group_A]", "[ME][Group_A] Hero": "[Group_A]",
		"[Group_漢_ME] Hero": "[Group_漢]", "[Group_A][Group_B] Hero": "[Group_A]", "[me] Hero": "",
	} {
		if got := Parse(name).Scope(); got != want {
			t.Errorf("Parse(%q).Scope() = %q, want %q", name, got, want)
		}
	}
}

func TestWhiteSpaceAndInvisible(t *testing.T) {
	const name = "\u00A0\u3000[\u00ADME\u2060]\u2003\u0085[Group\uFEFF_A]\u200E Hero\u200B image\u2028"
	n := Parse(name)
	if !n.Exclusive || n.Group != "A" || n.Title != "Hero image" || n.Issues != nil {
		t.Errorf("Parse(%q) = %+v", name, n)
	}
	// White space may part tags, but not stand inside one or name a group.
	for _, name := range []string{"[ME\u00A0] Hero", "[Group_\u3000] Hero", "[Group_\u2029_ME] Hero"} {
		if n := Parse(name); n.Scope() != "" {
			t.Errorf("Parse(%q) has the scope %q", name, n.Scope())
		}
	}
}

func TestInvalidUTF8(t *testing.T) {
	n := Parse("\xff[Group_\xc3] He\xe6\xbcro [me]")
	if n.Group != "" || n.Title != "\uFFFD[Group_\uFFFD] He\uFFFD\uFFFDro [me]" {
		t.Errorf("got %+v", n)
	}
	if n := Parse("[Group_\xc3] Hero"); n.Group != "\uFFFD" || n.Title != "Hero" {
		t.Errorf("got %+v", n)
	}
	if issue := Parse("\xff\xff [me]").Issues[0]; issue.Offset != 3 || issue.Length != 4 {
		t.Errorf("got offset %d and length %d, want 3 and 4", issue.Offset, issue.Length)
	}
}

// TestMessages holds the sentences to what people need: short, whole, and
// without anything that could steer a terminal.
func TestMessages(t *testing.T) {
	for _, name := range seeds {
		for _, i := range Parse(name).Issues {
			if !strings.HasSuffix(i.Message, ".") || strings.Contains(i.Message, "  ") || len([]rune(i.Message)) > 330 {
				t.Errorf("Parse(%q): %q", name, i.Message)
			}
			if strings.ContainsFunc(i.Message, func(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 }) {
				t.Errorf("Parse(%q): the message %q has a control character", name, i.Message)
			}
		}
	}
}

func TestIssueJSON(t *testing.T) {
	got, err := json.Marshal(Parse("[Group_A][Group_B] x").Issues[0])
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"code":"several-groups","severity":"error","offset":9,"length":9,"message":"An experiment can be in one group only, so this one cannot run. It counts as [Group_A] for now. Take out [Group_A] or [Group_B]."}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct{ label, name string }{
		{"clean", "[Group_A][ME] Hero image on the home page"},
		{"faulty", "[me][Group A] Hold-out of the home page [ME]"},
		{"open brackets, 100 kB", strings.Repeat("[", 100_000)},
		{"foreign tokens, 100 kB", strings.Repeat("[x]", 33_333)},
		{"misspelled tags, 100 kB", strings.Repeat("[me]", 25_000)},
		{"late tags, 100 kB", "x" + strings.Repeat("[ME]", 25_000)},
		{"white space, 100 kB", strings.Repeat(" ", 100_000) + "x"},
	} {
		b.Run(bench.label, func(b *testing.B) {
			b.SetBytes(int64(len(bench.name)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(bench.name)
			}
		})
	}
}
