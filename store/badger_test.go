package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// testLog makes every warning and error of the store a failure of the test.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Errorf("logged: %s", line)
	return len(line), nil
}

func mustOpen(t testing.TB, dir string) store.Store {
	t.Helper()
	s, err := store.Open(dir, slog.New(slog.NewTextHandler(testLog{t}, nil)))
	if err != nil {
		t.Fatalf("Open: %v (%+v)", err, cause(err))
	}
	return s
}

func mustClose(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v (%+v)", err, cause(err))
	}
}

func cause(err error) error {
	if e, ok := err.(*engine.Error); ok {
		return e.Err
	}
	return nil
}

// wantRefused wants Open to fail with a sentence that holds the words and no path.
func wantRefused(t *testing.T, dir, words string) {
	t.Helper()
	s, err := store.Open(dir, slog.New(slog.DiscardHandler))
	if err == nil {
		s.Close()
	}
	if engine.CodeOf(err) != engine.CodeUnavailable || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), dir) {
		t.Errorf("Open: %v (%+v), want a refusal with %q", err, cause(err), words)
	}
}

func project(id string, revision uint64, data string) store.Document {
	return store.Document{Kind: store.ProjectKind, ID: id, Revision: revision, Data: []byte(data)}
}

func mustPut(t testing.TB, s store.Store, doc store.Document) {
	t.Helper()
	if _, err := s.Put(t.Context(), doc); err != nil {
		t.Fatalf("Put: %v (%+v)", err, cause(err))
	}
}

func wantData(t *testing.T, s store.Store, id, want string) {
	t.Helper()
	doc, err := s.Get(t.Context(), store.ProjectKind, id)
	if err != nil || string(doc.Data) != want {
		t.Errorf("%s: %d bytes, error %v; want %d bytes", id, len(doc.Data), err, len(want))
	}
}

func TestReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "by", "Open")
	s := mustOpen(t, dir)
	large := strings.Repeat("0123456789abcdef", store.MaxDocumentSize/16)
	mustPut(t, s, project("shop", 0, "{}"))
	mustPut(t, s, project("shop", 1, ""))
	mustPut(t, s, project("large", 0, large))
	empty, err := s.PutBlob(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		mustClose(t, s)
		s = mustOpen(t, dir)
		wantData(t, s, "shop", "")
		wantData(t, s, "large", large)
		if blob, err := s.Blob(t.Context(), empty); err != nil || len(blob) != 0 {
			t.Errorf("the empty blob: %q, %v", blob, err)
		}
	}
	mustPut(t, s, project("shop", 2, "three"))
	mustClose(t, s)
}

func TestOpenTwice(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	wantRefused(t, dir, "Another process uses the data directory.")
	mustPut(t, s, project("shop", 0, "{}")) // the refused one did no harm
	mustClose(t, s)
	mustClose(t, mustOpen(t, dir))
}

func TestOpenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a directory"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, file, "The data directory cannot be opened; the log says why.")
	var log bytes.Buffer
	_, _ = store.Open(file, slog.New(slog.NewTextHandler(&log, nil))) // refused again
	if !strings.Contains(log.String(), "not a directory") {
		t.Errorf("the log does not say why: %q", log.String())
	}

	for _, test := range []struct{ key, value, words string }{
		{"schema", "2", "written by a newer Lanekeeper (schema version 2, this one knows up to 1)"},
		{"schema", "0", "damaged"},
		{"schema", "one", "damaged"},
		{"schema", "", "damaged"},
		{"other", "1", "a database that Lanekeeper did not write"},
	} {
		dir := t.TempDir()
		setKey(t, dir, test.key, test.value)
		wantRefused(t, dir, test.words)
		wantRefused(t, dir, test.words) // and it was left as it was
		if test.key == "schema" {
			setKey(t, dir, "schema", "1")
			mustClose(t, mustOpen(t, dir))
		}
	}
}

func setKey(t *testing.T, dir, key, value string) {
	t.Helper()
	db, err := badger.Open(badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(txn *badger.Txn) error { return txn.Set([]byte(key), []byte(value)) }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTornTail: of a log whose end never got to the disk, everything before it
// is there, and the store goes on.
func TestTornTail(t *testing.T) {
	for name, tear := range map[string]func(log []byte, end int) []byte{
		"cut off":     func(log []byte, end int) []byte { return log[:end-3] },
		"zeros":       func(log []byte, end int) []byte { clear(log[end-3 : end]); return log },
		"damaged":     func(log []byte, end int) []byte { log[end-40] ^= 0x10; return log },
		"garbage end": func(log []byte, end int) []byte { copy(log[end:], bytes.Repeat([]byte("garbage "), 100)); return log },
	} {
		t.Run(name, func(t *testing.T) {
			live, torn := t.TempDir(), t.TempDir()
			s := mustOpen(t, live)
			for i := range 20 {
				mustPut(t, s, project(fmt.Sprint("p", i), 0, fmt.Sprint("content ", i)))
			}
			mustPut(t, s, project("last", 0, strings.Repeat("x", 100)))
			if err := os.CopyFS(torn, os.DirFS(live)); err != nil { // as a crash would leave it
				t.Fatal(err)
			}
			mustClose(t, s)
			path := filepath.Join(torn, "00001.mem")
			log, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			end := len(bytes.TrimRight(log, "\x00"))
			if err := os.WriteFile(path, tear(log, end), 0o600); err != nil {
				t.Fatal(err)
			}

			s = mustOpen(t, torn)
			for i := range 20 {
				wantData(t, s, fmt.Sprint("p", i), fmt.Sprint("content ", i))
			}
			if name == "garbage end" {
				wantData(t, s, "last", strings.Repeat("x", 100))
			} else if _, err := s.Get(t.Context(), store.ProjectKind, "last"); engine.CodeOf(err) != engine.CodeNotFound {
				t.Errorf("the torn write: %v, want not-found", err)
			}
			mustPut(t, s, project("new", 0, "{}"))
			mustClose(t, s)
			s = mustOpen(t, torn)
			wantData(t, s, "new", "{}")
			mustClose(t, s)
		})
	}
}

// TestDamagedTable: Badger would open these and leave projects out.
func TestDamagedTable(t *testing.T) {
	good := t.TempDir()
	s := mustOpen(t, good)
	for i := range 200 {
		mustPut(t, s, project(fmt.Sprint("p", i), 0, strings.Repeat(fmt.Sprint(i, " "), 500)))
	}
	mustClose(t, s)
	for _, place := range []float64{0.001, 0.3, 0.6, 0.9, 0.999} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
			t.Fatal(err)
		}
		tables, _ := filepath.Glob(filepath.Join(dir, "*.sst"))
		if len(tables) != 1 {
			t.Fatalf("tables: %v", tables)
		}
		table, err := os.ReadFile(tables[0])
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			table[int(place*float64(len(table)-8))+i] ^= 0x55
		}
		if err := os.WriteFile(tables[0], table, 0o600); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, dir, "data directory")
	}
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
