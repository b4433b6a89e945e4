// Package storetest is the contract of store.Store as tests. Every
// implementation must pass Run, under the race detector too.
package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// Run tests the stores that open returns: empty ones, each used by one test,
// which closes it. A store that open itself closes at the end of the test is
// closed twice, which it must bear.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s store.Store)
	}{
		{"create, get and replace", testPut},
		{"a stale write is a conflict and changes nothing", testConflict},
		{"what is not there is not found", testNotFound},
		{"malformed names are invalid", testNames},
		{"every size up to the limit is kept", testSizes},
		{"blobs are kept by their hash", testBlobs},
		{"concurrent increments lose none", testIncrements},
		{"one of many concurrent creators wins", testCreators},
		{"a context that has ended changes nothing", testContext},
		{"a closed store does nothing", testClosed},
		{"watch delivers what is, then changes", testWatch},
		{"watch sees its own kind only", testWatchKind},
		{"every watch sees one order without gaps", testWatchOrder},
		{"a watch that begins amid changes misses none", testWatchBegin},
		{"a slow watch loses nothing and holds up nobody", testWatchSlow},
		{"the end of its context ends a watch", testWatchContext},
		{"closing ends a watch after the last change", testWatchClose},
		{"a watch's loop may use the store and break", testWatchReentrant},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test.run(t, s)
		})
	}
}

func testPut(t *testing.T, s store.Store) {
	data := []string{`{"id":"shop"}`, ``, `{"id":"shop","name":"` + strings.Repeat("é", 5000) + `"}`, `{}`}
	for i, content := range data {
		revision, err := s.Put(t.Context(), document("shop", uint64(i), content))
		if err != nil || revision != uint64(i)+1 {
			t.Fatalf("Put over revision %d: revision %d, error %v", i, revision, err)
		}
		wantDocument(t, s, document("shop", revision, content))
	}
	other := document("shop", 0, "token")
	other.Kind = store.TokenKind
	if _, err := s.Put(t.Context(), other); err != nil {
		t.Fatalf("the same id of another kind: %v", err)
	}
	wantDocument(t, s, document("shop", uint64(len(data)), `{}`))
}

func testConflict(t *testing.T, s store.Store) {
	mustPut(t, s, document("shop", 0, "one"))
	mustPut(t, s, document("shop", 1, "two"))
	for _, stale := range []uint64{0, 1, 3, 1 << 40, 1<<64 - 1} {
		_, err := s.Put(t.Context(), document("shop", stale, "lost"))
		wantCode(t, err, engine.CodeConflict)
		wantDocument(t, s, document("shop", 2, "two"))
	}
	_, err := s.Put(t.Context(), document("missing", 7, "lost"))
	wantCode(t, err, engine.CodeConflict)
	_, err = s.Get(t.Context(), store.ProjectKind, "missing")
	wantCode(t, err, engine.CodeNotFound)
	// Nothing was published either.
	w := watch(t, s, store.ProjectKind)
	w.want(document("shop", 2, "two"))
	w.wantReady()
	mustPut(t, s, document("shop", 2, "three"))
	w.want(document("shop", 3, "three"))
}

func testNotFound(t *testing.T, s store.Store) {
	mustPut(t, s, document("shop", 0, "{}"))
	for _, id := range []string{"sho", "shop2", "SHOP", "1"} {
		_, err := s.Get(t.Context(), store.ProjectKind, id)
		wantCode(t, err, engine.CodeNotFound)
	}
	_, err := s.Get(t.Context(), store.TokenKind, "shop")
	wantCode(t, err, engine.CodeNotFound)
	_, err = s.Blob(t.Context(), hashOf([]byte("never stored")))
	wantCode(t, err, engine.CodeNotFound)
}

func testNames(t *testing.T, s store.Store) {
	bad := []string{
		"", "-a", "_a", "a b", "a/b", "a.b", "é", "a\x00", "a\n", "../a", "\xff",
		strings.Repeat("a", 41), strings.Repeat("a", 100_000),
	}
	for _, name := range bad {
		_, err := s.Get(t.Context(), store.ProjectKind, name)
		wantInvalid(t, err, "id")
		_, err = s.Get(t.Context(), store.Kind(name), "a")
		wantInvalid(t, err, "kind")
		_, err = s.Put(t.Context(), document(name, 0, "{}"))
		wantInvalid(t, err, "id")
		_, err = s.Put(t.Context(), store.Document{Kind: store.Kind(name), ID: "a"})
		wantInvalid(t, err, "kind")
		for _, err := range s.Watch(t.Context(), store.Kind(name)) {
			wantInvalid(t, err, "kind")
		}
	}
	hash := hashOf(nil)
	for _, hash := range []string{"", hash[1:], hash + "0", strings.ToUpper(hash), "g" + hash[1:], hash[:63] + "/"} {
		_, err := s.Blob(t.Context(), hash)
		wantInvalid(t, err, "hash")
	}
	for _, id := range []string{"a", "7", "Z_-", strings.Repeat("a", 40), "constructor"} {
		mustPut(t, s, document(id, 0, id))
		wantDocument(t, s, document(id, 1, id))
	}
}

func testSizes(t *testing.T, s store.Store) {
	sizes := []int{store.MaxDocumentSize, 0, 1, 3 << 20, 1<<20 - 1, 1 << 20, 1<<20 + 1, 5000, store.MaxDocumentSize - 1, 2}
	w := watch(t, s, store.ProjectKind)
	w.wantReady()
	for i, size := range sizes {
		doc := document("large", uint64(i), noise(i, size))
		mustPut(t, s, doc)
		doc.Revision++
		wantDocument(t, s, doc)
		w.want(doc)
	}
	newest := document("large", uint64(len(sizes)), noise(len(sizes)-1, 2))
	_, err := s.Put(t.Context(), document("large", newest.Revision, noise(0, store.MaxDocumentSize+1)))
	wantCode(t, err, engine.CodeTooLarge)
	_, err = s.Put(t.Context(), document("large", 1, noise(0, store.MaxDocumentSize)))
	wantCode(t, err, engine.CodeConflict)
	wantDocument(t, s, newest)

	limit := []byte(noise(99, store.MaxBlobSize))
	hash, err := s.PutBlob(t.Context(), limit)
	if err != nil {
		t.Fatalf("a blob of the largest size: %v", err)
	}
	wantBlob(t, s, hash, limit)
	_, err = s.PutBlob(t.Context(), append(limit, 0))
	wantCode(t, err, engine.CodeTooLarge)
}

func testBlobs(t *testing.T, s store.Store) {
	var group sync.WaitGroup
	for _, content := range []string{"", "a", "snippet();", noise(1, 2<<20)} {
		for range 3 { // the same content at the same time, and again
			group.Go(func() {
				for range 2 {
					hash, err := s.PutBlob(t.Context(), []byte(content))
					if err != nil || hash != hashOf([]byte(content)) {
						t.Errorf("PutBlob of %d bytes: %q, %v", len(content), hash, err)
						return
					}
					wantBlob(t, s, hash, []byte(content))
				}
			})
		}
	}
	group.Wait()
}

func testIncrements(t *testing.T, s store.Store) {
	const writers, each = 8, 12
	mustPut(t, s, document("counter", 0, "0"))
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for done := 0; done < each; {
				doc, err := s.Get(t.Context(), store.ProjectKind, "counter")
				if err != nil {
					t.Error(err)
					return
				}
				var n int
				fmt.Sscan(string(doc.Data), &n)
				doc.Data = fmt.Append(nil, n+1)
				switch _, err := s.Put(t.Context(), doc); engine.CodeOf(err) {
				case "":
					done++
				case engine.CodeConflict:
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	wantDocument(t, s, document("counter", writers*each+1, fmt.Sprint(writers*each)))
}

func testCreators(t *testing.T, s store.Store) {
	var group sync.WaitGroup
	won := make(chan int, 16)
	for i := range cap(won) {
		group.Go(func() {
			// Large ones too: what takes several steps must not let others in between.
			content := noise(i, 1+i%2*(1<<20))
			_, err := s.Put(t.Context(), document("new", 0, content))
			if err == nil {
				won <- i
				return
			}
			wantCode(t, err, engine.CodeConflict)
		})
	}
	group.Wait()
	close(won)
	winner, ok := <-won
	if !ok {
		t.Fatal("nobody won")
	}
	if second, ok := <-won; ok {
		t.Fatalf("both %d and %d won", winner, second)
	}
	wantDocument(t, s, document("new", 1, noise(winner, 1+winner%2*(1<<20))))
}

func testContext(t *testing.T, s store.Store) {
	mustPut(t, s, document("shop", 0, "one"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	hash := hashOf([]byte("blob"))
	for call, err := range calls(ended, s) {
		if engine.CodeOf(err) != engine.CodeUnavailable || !errors.Is(err, context.Canceled) {
			t.Errorf("%s with an ended context: %v", call, err)
		}
	}
	wantDocument(t, s, document("shop", 1, "one"))
	_, err := s.Blob(t.Context(), hash)
	wantCode(t, err, engine.CodeNotFound)
}

func testClosed(t *testing.T, s store.Store) {
	mustPut(t, s, document("shop", 0, "one"))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	for call, err := range calls(t.Context(), s) {
		if engine.CodeOf(err) != engine.CodeUnavailable {
			t.Errorf("%s on a closed store: %v", call, err)
		}
	}
}

// calls calls every method that may fail, on the document shop at revision 1.
func calls(ctx context.Context, s store.Store) map[string]error {
	errs := map[string]error{}
	_, errs["Get"] = s.Get(ctx, store.ProjectKind, "shop")
	_, errs["Put"] = s.Put(ctx, document("shop", 1, "two"))
	_, errs["PutBlob"] = s.PutBlob(ctx, []byte("blob"))
	_, errs["Blob"] = s.Blob(ctx, hashOf([]byte("blob")))
	events := 0
	for _, err := range s.Watch(ctx, store.ProjectKind) {
		errs["Watch"] = err
		events++
	}
	if events != 1 {
		errs["Watch"] = fmt.Errorf("%d events", events)
	}
	return errs
}

func document(id string, revision uint64, data string) store.Document {
	return store.Document{Kind: store.ProjectKind, ID: id, Revision: revision, Data: []byte(data)}
}

// noise is text that does not compress, the same for the same arguments.
func noise(seed, size int) string {
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	data := make([]byte, size)
	random.Read(data)
	return string(data)
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func mustPut(t *testing.T, s store.Store, doc store.Document) {
	t.Helper()
	revision, err := s.Put(t.Context(), doc)
	if err != nil || revision != doc.Revision+1 {
		t.Fatalf("Put of %s over revision %d: revision %d, error %v", doc.ID, doc.Revision, revision, err)
	}
}

func wantDocument(t *testing.T, s store.Store, want store.Document) {
	t.Helper()
	got, err := s.Get(t.Context(), want.Kind, want.ID)
	if err != nil {
		t.Errorf("Get of %s: %v", want.ID, err)
		return
	}
	wantEqual(t, got, want)
}

func wantEqual(t *testing.T, got, want store.Document) {
	t.Helper()
	if got.Kind != want.Kind || got.ID != want.ID || got.Revision != want.Revision || !bytes.Equal(got.Data, want.Data) {
		t.Errorf("got %s, want %s", describe(got), describe(want))
	}
}

func describe(doc store.Document) string {
	return fmt.Sprintf("%s %s at %d with %d bytes %.30q", doc.Kind, doc.ID, doc.Revision, len(doc.Data), doc.Data)
}

func wantBlob(t *testing.T, s store.Store, hash string, want []byte) {
	t.Helper()
	if got, err := s.Blob(t.Context(), hash); err != nil || !bytes.Equal(got, want) {
		t.Errorf("blob %.8s: %d bytes, error %v; want %d bytes", hash, len(got), err, len(want))
	}
}

func wantCode(t *testing.T, err error, want engine.Code) {
	t.Helper()
	if got := engine.CodeOf(err); got != want {
		t.Errorf("got the error %v (%q), want %q", err, got, want)
	}
}

// wantInvalid wants one Problem, at the field.
func wantInvalid(t *testing.T, err error, field string) {
	t.Helper()
	e := (*engine.Error)(nil)
	if !errors.As(err, &e) || e.Code != engine.CodeInvalid || len(e.Problems) != 1 || e.Problems[0].Path != field {
		t.Errorf("got the error %v, want %s to be invalid", err, field)
	}
}
