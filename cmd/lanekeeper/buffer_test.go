package main

import (
	"bytes"
	"regexp"
	"sync"
	"testing"
	"time"
)

// lockedBuffer is an output that can be awaited.
type lockedBuffer struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{} // closed, and replaced, by each write
}

func newLockedBuffer() *lockedBuffer { return &lockedBuffer{written: make(chan struct{})} }

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.written)
	b.written = make(chan struct{})
	return b.text.Write(p)
}

// await waits until a pattern was written, and gives its first group.
func (b *lockedBuffer) await(t *testing.T, pattern string) string {
	t.Helper()
	expression := regexp.MustCompile(pattern)
	late := time.After(10 * time.Second)
	for {
		b.mu.Lock()
		found, text, written := expression.FindSubmatch(b.text.Bytes()), b.text.String(), b.written
		b.mu.Unlock()
		if found != nil {
			return string(found[1])
		}
		select {
		case <-written:
		case <-late:
			t.Fatalf("%s never came: %s", pattern, text)
		}
	}
}
