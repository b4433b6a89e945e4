package store

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/dgraph-io/badger/v4"

	"github.com/lanekeeper/lanekeeper/engine"
)

func mustOpenInternal(t *testing.T, dir string) *badgerStore {
	t.Helper()
	s, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.(*badgerStore)
}

// TestFailedWrite: after a failure nothing more is taken, nothing is published
// that was not acknowledged, and reading goes on.
func TestFailedWrite(t *testing.T) {
	dir := t.TempDir()
	s := mustOpenInternal(t, dir)
	put := func(revision uint64) error {
		_, err := s.Put(t.Context(), Document{Kind: ProjectKind, ID: "shop", Revision: revision, Data: []byte("{}")})
		return err
	}
	if err := put(0); err != nil {
		t.Fatal(err)
	}
	published := s.feed.end

	if err := s.write(&write{key: "!badger!", record: []byte("x")}); err == nil {
		t.Fatal("Badger took its own key")
	}
	if err := put(1); err != nil { // a refused write is no failure of the disk
		t.Fatal(err)
	}
	published = published.next

	// A transaction that cannot be committed stands in for a disk that fails.
	txn := s.db.NewTransaction(true)
	if err := txn.Set([]byte("key"), []byte("value")); err != nil {
		t.Fatal(err)
	}
	txn.Discard()
	s.commit.Lock()
	err := s.sync(txn)
	s.commit.Unlock()
	if engine.CodeOf(err) != engine.CodeUnavailable {
		t.Fatalf("sync: %v", err)
	}
	for range 2 {
		if err := put(2); engine.CodeOf(err) != engine.CodeUnavailable || !strings.Contains(err.Error(), "until it is opened again") {
			t.Errorf("Put: %v", err)
		}
		if _, err := s.PutBlob(t.Context(), []byte("x")); engine.CodeOf(err) != engine.CodeUnavailable {
			t.Errorf("PutBlob: %v", err)
		}
	}
	if s.feed.end != published {
		t.Error("something was published")
	}
	if doc, err := s.Get(t.Context(), ProjectKind, "shop"); err != nil || doc.Revision != 2 {
		t.Errorf("Get: revision %d, %v", doc.Revision, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpenInternal(t, dir)
	if err := put(2); err != nil {
		t.Errorf("after opening again: %v", err)
	}
}

// TestOptions: what durability stands on, which no kill of a process can show.
func TestOptions(t *testing.T) {
	opts := mustOpenInternal(t, t.TempDir()).db.Opts()
	if !opts.SyncWrites {
		t.Error("writes are not synced")
	}
	if opts.ValueThreshold <= headerSize+partSize {
		t.Errorf("values of %d bytes would go to the value log", headerSize+partSize)
	}
}

// TestFeedIsGarbage: what every watch has passed is not kept.
func TestFeedIsGarbage(t *testing.T) {
	f := newFeed()
	passed := weak.Make(f.end)
	ctx, cancel := context.WithCancel(t.Context())
	events := make(chan Event)
	go f.end.follow(ctx, ProjectKind, func(event Event, err error) bool {
		if err == nil {
			events <- event
		}
		return true
	})
	for revision := range uint64(3) {
		f.publish(Document{Kind: ProjectKind, ID: "shop", Revision: revision})
		if event := <-events; event.Document.Revision != revision {
			t.Fatalf("got revision %d, want %d", event.Document.Revision, revision)
		}
	}
	runtime.GC()
	if passed.Value() != nil {
		t.Error("a passed change is kept")
	}
	cancel()
}

// TestParts: replaced parts are removed, those that a crash left behind too, and
// nothing ever gets into the value log.
func TestParts(t *testing.T) {
	dir := t.TempDir()
	s := mustOpenInternal(t, dir)
	key := documentKey(ProjectKind, "shop")
	// As a process leaves it that died just before the record of revision 1.
	err := s.db.Update(func(txn *badger.Txn) error {
		for index := range 15 {
			if err := txn.Set([]byte(partKey(key, 1, index+1)), []byte("left behind")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for revision, step := range []struct{ size, parts int }{
		{3*partSize + 1, 3},
		{MaxDocumentSize, 15},
		{partSize + 1, 1},
		{2 * partSize, 1},
		{partSize, 0},
		{partSize, 0},
		{5 * partSize, 4},
		{0, 0},
	} {
		data := []byte(strings.Repeat(fmt.Sprint(revision), step.size))
		if _, err := s.Put(t.Context(), Document{ProjectKind, "shop", uint64(revision), data}); err != nil {
			t.Fatal(err)
		}
		doc, err := s.Get(t.Context(), ProjectKind, "shop")
		if err != nil || string(doc.Data) != string(data) {
			t.Fatalf("revision %d: %d bytes of %d, %v", revision+1, len(doc.Data), step.size, err)
		}
		if got := countKeys(s.db, "part/"); got != step.parts {
			t.Errorf("revision %d of %d bytes: %d parts, want %d", revision+1, step.size, got, step.parts)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	logs, _ := fs.Glob(os.DirFS(dir), "*.vlog")
	for _, name := range logs {
		const header = 20
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() > header {
			t.Errorf("%s has %d bytes, %v", name, info.Size(), err)
		}
	}
	if len(logs) == 0 {
		t.Error("no value log was looked at")
	}
}

// TestGroup: writes that waited together, of the same document too, large and
// small ones, one of them stale, each get their own answer and place.
func TestGroup(t *testing.T) {
	s := mustOpenInternal(t, t.TempDir())
	var waiting []*write
	var want []uint64
	for _, step := range []struct {
		replaces uint64
		size     int
		code     engine.Code
	}{
		{7, 1, engine.CodeConflict},
		{0, 1, ""},
		{1, 3 * partSize, ""},
		{2, 10, ""},
		{2, 10, engine.CodeConflict},
		{3, partSize, ""},
		{4, partSize, ""},
		{5, partSize, ""},
		{6, 2*partSize + 1, ""},
		{7, 2*partSize + 1, ""},
		{8, 10, ""},
	} {
		doc := &Document{ProjectKind, "shop", step.replaces + 1, make([]byte, step.size)}
		w := &write{key: documentKey(ProjectKind, "shop"), doc: doc}
		w.record, w.rest = encode(doc.Revision, doc.Data)
		waiting = append(waiting, w)
		if step.code == "" {
			want = append(want, doc.Revision)
		}
		defer func() {
			if engine.CodeOf(w.err) != step.code || !w.done {
				t.Errorf("over revision %d: %v, want %q", step.replaces, w.err, step.code)
			}
		}()
	}
	c := s.feed.end
	s.mu.Lock()
	s.waiting = waiting[1:]
	s.mu.Unlock()
	_ = s.write(waiting[0])
	for _, revision := range want {
		if c.doc.Revision != revision {
			t.Fatalf("revision %d was published, want %d", c.doc.Revision, revision)
		}
		c = c.next
	}
	if c != s.feed.end {
		t.Error("more was published")
	}
	if got := countKeys(s.db, "part/"); got != 0 {
		t.Errorf("%d parts are left", got)
	}
}

func countKeys(db *badger.DB, prefix string) (n int) {
	_ = db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(prefix)})
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			n++
		}
		return nil
	})
	return n
}

// FuzzDecode: no bytes in a record make decode panic, and what encode writes is
// read back.
func FuzzDecode(f *testing.F) {
	f.Add(uint64(1), []byte(`{"id":"shop"}`))
	f.Add(uint64(1<<64-1), []byte{})
	f.Add(uint64(0), []byte{0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, revision uint64, data []byte) {
		if h, first, err := decode(data); err == nil && (h.parts == 0 || len(first) != len(data)-headerSize) {
			t.Errorf("decode of %q: %+v, %q", data, h, first)
		}
		record, rest := encode(revision, data)
		h, all, err := decode(record)
		for _, part := range rest {
			all = append(all, part...)
		}
		if err != nil || h.revision != revision || h.parts != 1+len(rest) || string(all) != string(data) {
			t.Errorf("%q at %d came back as %+v, %q, %v", data, revision, h, all, err)
		}
	})
}

// TestLog: Badger's warnings and errors are passed on, the rest is not.
func TestLog(t *testing.T) {
	var out strings.Builder
	logger := &badgerLogger{log: slog.New(slog.NewTextHandler(&out, nil))}
	logger.Debugf("quiet %d", 1)
	logger.Infof("quiet %d", 2)
	logger.Warningf("careful %d\n", 3)
	logger.Errorf("broken %d\n", 4)
	for _, want := range []string{`level=WARN msg="Badger: careful 3"`, `level=ERROR msg="Badger: broken 4"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "quiet") || logger.errors.Load() != 1 {
		t.Errorf("%d errors, %s", logger.errors.Load(), out.String())
	}
}
