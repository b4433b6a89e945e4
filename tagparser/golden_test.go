package tagparser

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestGolden compares testdata/names.golden: in the left column a name, quoted
// as in Go; in the right one what it says, and its issues as Print shows them.
// To add a case, write a line with the quoted name only and run with UPDATE=1.
// Lines that begin with # are kept.
func TestGolden(t *testing.T) {
	const path = "testdata/names.golden"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cases := 0
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			out.WriteString(line)
			continue
		}
		if !strings.HasPrefix(line, `"`) {
			continue // the right column goes on
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		name, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		cases++
		left := strconv.QuoteToASCII(name)
		for right := range strings.SplitSeq(printed(name), "\n") {
			line := fmt.Sprintf("%-34s | %s", left, right)
			out.WriteString(strings.TrimRight(line, " ") + "\n")
			left = ""
		}
	}
	if cases == 0 {
		t.Fatal("no cases")
	}
	if out.String() == string(data) {
		return
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(string(data), "\n"), strings.Split(out.String(), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("%s, line %d (UPDATE=1 rewrites it):\n got %s\nwant %s", path, i+1, got[i], want[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d (UPDATE=1 rewrites it)", path, len(want), len(got))
}

func printed(name string) string {
	n := Parse(name)
	words := []string{}
	if n.Exclusive {
		words = append(words, "exclusive")
	}
	if n.Holdout {
		words = append(words, "holdout")
	}
	if n.Group != "" {
		words = append(words, "group "+strconv.QuoteToASCII(n.Group))
	}
	words = append(words, "title "+strconv.QuoteToASCII(n.Title))
	parts := []string{strings.Join(words, ", ")}
	for _, issue := range n.Issues {
		for line := range strings.SplitSeq(Print(name, issue), "\n") {
			parts = append(parts, "  "+line)
		}
	}
	return strings.Join(parts, "\n")
}
