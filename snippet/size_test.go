package snippet

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/lanekeeper/lanekeeper/engine"
)

// TestSize prints what a visitor downloads, and fails over the budgets. It is
// what `make size` runs. The budgets are of brotli, in bytes; 0 is none.
func TestSize(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(3, 5))}
	fmt.Printf("%-44s %8s %8s %8s %8s\n", "bytes of the snippet", "raw", "gzip", "brotli", "budget")
	for _, row := range []struct {
		name    string
		project *engine.Project
		budget  int
	}{
		{"near-identical, 0 exclusive + holdout", identical(0), 0},
		{"near-identical, 10 exclusive + holdout", identical(10), 2300},
		{"near-identical, 100 exclusive + holdout", identical(100), 3100},
		{"realistic, 0 exclusive + holdout", realistic(0), 0},
		{"realistic, 10 exclusive + holdout", realistic(10), 2550},
		{"realistic, 100 exclusive + holdout", realistic(100), 5300},
		{"near-identical, 10 untagged, CSS only", cssOnly(10, emptyProject(), func(i int) string { return fmt.Sprintf("#element-%d { color: #c00 }", i) }), 2000},
		{"realistic, 10 untagged, CSS only", cssOnly(10, emptyProject(), func(int) string { return w.rule() }), 2000},
	} {
		file := build(t, row.project)
		br := brotliSize(file)
		budget := "-"
		if row.budget > 0 {
			budget = fmt.Sprint(row.budget)
		}
		fmt.Printf("%-44s %8d %8d %8d %8s\n", row.name, len(file), gzipSize(file), br, budget)
		if row.budget > 0 && br > row.budget {
			t.Errorf("%s: %d bytes with brotli, the budget is %d", row.name, br, row.budget)
		}
		if dir := os.Getenv("KEEP"); dir != "" {
			os.WriteFile(dir+"/"+row.name+".js", file, 0o644)
		}
	}
}

func build(t testing.TB, p *engine.Project) []byte {
	t.Helper()
	if err := testBuilder.Check(p); err != nil {
		t.Fatal(err)
	}
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	file, err := testBuilder.Snippet(rules, 17)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func compressed(w io.WriteCloser, out *bytes.Buffer, data []byte) int {
	if _, err := w.Write(data); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Len()
}

// brotlis are writers to be used again: they are large.
var brotlis = sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, brotli.BestCompression) }}

func brotliSize(data []byte) int {
	var out bytes.Buffer
	w := brotlis.Get().(*brotli.Writer)
	defer brotlis.Put(w)
	w.Reset(&out)
	return compressed(w, &out, data)
}

func gzipSize(data []byte) int {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // only for an unknown level
	}
	return compressed(w, &out, data)
}
