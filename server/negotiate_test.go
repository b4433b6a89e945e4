package server

import (
	"strings"
	"testing"
)

func TestAccepted(t *testing.T) {
	for _, test := range []struct {
		lines string // parted by |
		want  encoding
	}{
		{"", plain},
		{"gzip, deflate, br, zstd", brotlied},
		{"gzip, deflate", gzipped},
		{"GZIP", gzipped},
		{"x-gzip", gzipped},
		{"deflate", plain},
		{"br;q=0, gzip", gzipped},
		{"br;q=0.0,gzip;q=0.000", plain},
		{"br;q=0.5, gzip;q=0.8", gzipped},
		{"br ; q=0.5 , gzip;Q=0.5", brotlied},
		{"br;q=0.5, identity", plain},
		{"identity;q=0.5, br;q=0.5", brotlied},
		{"*", brotlied},
		{"*;q=0", plain},
		{"br;q=0, *", gzipped},
		{"gzip, *;q=0", gzipped},
		{"identity;q=0", plain}, // nothing is acceptable: a script beats an error
		{"identity;q=0, *", brotlied},
		{"br;q=1.001, gzip;q=0.1", brotlied},
		{"br;q=high, gzip;q=0.1", gzipped},
		{"br;level=5, gzip;q=0.1", gzipped},
		{"br;q=, gzip;q=0.001", gzipped},
		{"brotli", plain},
		{",,;q=1,", plain},
		{"gzip|br", brotlied},
	} {
		var lines [][]byte
		for line := range strings.SplitSeq(test.lines, "|") {
			lines = append(lines, []byte(line))
		}
		if got := accepted(lines); got != test.want {
			t.Errorf("%q: %q, want %q", test.lines, encodingNames[got], encodingNames[test.want])
		}
	}
}

func TestListsTag(t *testing.T) {
	const tag = `"abc-br"`
	for list, want := range map[string]bool{
		``:                       false,
		`*`:                      true,
		` * `:                    true,
		`"abc-br"`:               true,
		`W/"abc-br"`:             true,
		`"x", "abc-br"`:          true,
		`"x",W/"y" , W/"abc-br"`: true,
		`"x,\"abc-br\""`:         false,
		`"abc-gzip"`:             false,
		`"ABC-BR"`:               false,
		`abc-br`:                 false,
		`"abc-br`:                false,
		`"x" , *`:                false,
		`w/"abc-br"`:             false,
		`"a,b", "abc-br"`:        true,
	} {
		if got := listsTag([][]byte{[]byte(list)}, tag); got != want {
			t.Errorf("%s: %t", list, got)
		}
	}
	if !listsTag([][]byte{[]byte(`"x"`), []byte(tag)}, tag) {
		t.Error("the second line was not looked at")
	}
}

// FuzzNegotiate must not panic, nor answer with what was refused by name.
func FuzzNegotiate(f *testing.F) {
	for _, seed := range []string{"gzip, br;q=0.5", "*;q=0", `W/"x", "y"`, ";;q=,", "\x00,\xff;q=9.9999"} {
		f.Add(seed, `"tag"`)
	}
	f.Fuzz(func(t *testing.T, header, tag string) {
		if accepted([][]byte{[]byte(header), []byte("br;q=0")}) == brotlied {
			t.Errorf("brotli was refused: %q", header)
		}
		listsTag([][]byte{[]byte(header)}, tag)
	})
}
