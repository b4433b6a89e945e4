package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// killDir names the directory to a copy of the test binary that TestKill runs.
const killDir = "LANEKEEPER_STORE_KILL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(dir, os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const killWriters = 6

// writeUntilKilled has each writer make revision after revision of its document
// and a blob after each, and print a line once the store has acknowledged one.
func writeUntilKilled(dir string, acknowledge io.Writer) error {
	s, err := store.Open(dir, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return fmt.Errorf("%w: %w", err, cause(err))
	}
	var mu sync.Mutex
	line := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(acknowledge, format, args...)
	}
	failed := make(chan error)
	for i := range killWriters {
		go func() {
			id := fmt.Sprint("writer", i)
			doc, err := s.Get(context.Background(), store.ProjectKind, id)
			if engine.CodeOf(err) == engine.CodeNotFound {
				doc, err = project(id, 0, ""), nil
			}
			for err == nil {
				doc.Data = killContent(id, doc.Revision+1)
				if doc.Revision, err = s.Put(context.Background(), doc); err != nil {
					break
				}
				line("document %s %d\n", id, doc.Revision)
				var hash string
				if hash, err = s.PutBlob(context.Background(), killContent("blob"+id, doc.Revision)); err == nil {
					line("blob %s %d\n", hash, doc.Revision)
				}
			}
			failed <- err
		}()
	}
	return <-failed
}

// killContent is what a revision says: mostly small, some of several parts, none
// compressible. Anything half written differs from it.
func killContent(id string, revision uint64) []byte {
	random := rand.NewChaCha8([32]byte(fmt.Appendf(nil, "%-12s%020d", id, revision)))
	size := 100 + random.Uint64()%30_000
	if random.Uint64()%30 == 0 {
		size = 1<<19 + random.Uint64()%(1<<20)
	}
	data := make([]byte, size)
	random.Read(data)
	return data
}

// TestKill kills a process with SIGKILL while it writes, 20 times in one
// directory, and each time finds every document at its acknowledged revision and
// the round's blobs; in the end all blobs.
func TestKill(t *testing.T) {
	const rounds = 20
	dir := t.TempDir()
	documents, blobs, all := map[string]uint64{}, map[string]bool{}, map[string]bool{}
	lines := 0
	for round := range rounds {
		clear(blobs)
		lines += killOnce(t, dir, 5+rand.IntN(120), func(line string) {
			var kind, name string
			var revision uint64
			if _, err := fmt.Sscan(line, &kind, &name, &revision); err != nil {
				t.Fatalf("round %d: %q: %v", round, line, err)
			}
			if kind == "blob" {
				blobs[name], all[name] = true, true
			} else {
				documents[name] = max(documents[name], revision)
			}
		})
		s := mustOpen(t, dir)
		for id, acknowledged := range documents {
			doc, err := s.Get(t.Context(), store.ProjectKind, id)
			// One more may have been written without its line.
			if err != nil || doc.Revision < acknowledged || doc.Revision > acknowledged+1 {
				t.Fatalf("round %d: %s is at revision %d, error %v; %d was acknowledged", round, id, doc.Revision, err, acknowledged)
			}
			if !bytes.Equal(doc.Data, killContent(id, doc.Revision)) {
				t.Fatalf("round %d: revision %d of %s has other content", round, doc.Revision, id)
			}
			documents[id] = doc.Revision // what was read once may not go away either
		}
		if round == rounds-1 {
			blobs = all
		}
		for hash := range blobs {
			data, err := s.Blob(t.Context(), hash)
			if err != nil || hashOf(data) != hash {
				t.Fatalf("round %d: blob %s: %d bytes, error %v", round, hash, len(data), err)
			}
		}
		mustClose(t, s)
	}
	t.Logf("%d acknowledged writes, %d of them blobs, none lost", lines, len(all))
}

// killOnce starts a writing process, kills it after some acknowledgements, and
// returns how many there were in the end, each passed to seen.
func killOnce(t *testing.T, dir string, after int, seen func(line string)) (lines int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killDir+"="+dir)
	var stderr bytes.Buffer
	child.Stderr = &stderr
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(stdout)
	for {
		line, err := reader.ReadString('\n')
		if err != nil { // an unfinished line is no acknowledgement
			break
		}
		seen(line)
		if lines++; lines == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	exit := (*exec.ExitError)(nil)
	if err := child.Wait(); !errors.As(err, &exit) || exit.Exited() || stderr.Len() > 0 {
		t.Fatalf("the writer was not killed (%v): %s", err, stderr.String())
	}
	return lines
}
