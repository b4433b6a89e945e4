package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const shop = `id: shop
experiments:
  - {id: "1", name: "[ME] Hero", status: running, variations: [{id: a, weight: 5000}, {id: b, weight: 5000, changes: [{type: css, code: ".hero{color:red}"}]}]}
  - {id: "2", name: "[ME] holdout", status: running, variations: [{id: a, weight: 10000}]}
  - {id: "3", name: "Draft", status: draft, variations: [{id: a, weight: 10000, changes: [{type: css, code: ".draft{color:red}"}]}]}
  - {id: "4", name: "Old", status: archived, variations: [{id: a, weight: 10000, changes: [{type: css, code: ".old{color:red}"}]}]}
`

// lanekeeper runs a command line that ends by itself.
func lanekeeper(t *testing.T, in string, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(in), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// write makes a file in a directory of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// background is a command that serves until the test ends.
type background struct {
	out, errs *lockedBuffer
	stop      func() int // ends it and gives its exit status
}

func start(t *testing.T, args ...string) *background {
	t.Helper()
	b := &background{out: newLockedBuffer(), errs: newLockedBuffer()}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, args, strings.NewReader(""), b.out, b.errs) }()
	stopped := false
	b.stop = func() int {
		cancel()
		stopped = true
		return <-ended
	}
	t.Cleanup(func() {
		if !stopped {
			b.stop()
		}
	})
	return b
}
