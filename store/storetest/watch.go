package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// watcher pulls events one by one. Each test is bounded by go test's -timeout.
type watcher struct {
	t    *testing.T
	next func() (store.Event, error, bool)
}

func watch(t *testing.T, s store.Store, kind store.Kind) watcher {
	return watchContext(t, t.Context(), s, kind)
}

func watchContext(t *testing.T, ctx context.Context, s store.Store, kind store.Kind) watcher {
	next, stop := iter.Pull2(s.Watch(ctx, kind))
	t.Cleanup(stop) // after the test, and before the store's Close
	return watcher{t, next}
}

func (w watcher) event() store.Event {
	w.t.Helper()
	event, err, ok := w.next()
	if err != nil || !ok {
		w.t.Fatalf("the watch ended (%v): %v", !ok, err)
	}
	return event
}

func (w watcher) want(doc store.Document) {
	w.t.Helper()
	event := w.event()
	if event.Ready {
		w.t.Fatalf("the watch is ready, want %s", describe(doc))
	}
	wantEqual(w.t, event.Document, doc)
}

func (w watcher) wantReady() {
	w.t.Helper()
	if event := w.event(); !event.Ready || event.Document.ID != "" {
		w.t.Fatalf("got %s, ready %v; want ready", describe(event.Document), event.Ready)
	}
}

// wantEnd wants an error as the last pair.
func (w watcher) wantEnd() error {
	w.t.Helper()
	event, err, ok := w.next()
	if err == nil || !ok || event.Ready || event.Document.ID != "" {
		w.t.Fatalf("got %s, ready %v, error %v; want an error alone", describe(event.Document), event.Ready, err)
	}
	if _, _, ok := w.next(); ok {
		w.t.Fatal("the watch went on after its error")
	}
	return err
}

func testWatch(t *testing.T, s store.Store) {
	empty := watch(t, s, store.ProjectKind)
	empty.wantReady()
	for _, id := range []string{"b", "a", "B", "a-1", "10", "9"} {
		mustPut(t, s, document(id, 0, "first "+id))
		empty.want(document(id, 1, "first "+id))
	}
	mustPut(t, s, document("a", 1, "second"))
	empty.want(document("a", 2, "second"))

	full := watch(t, s, store.ProjectKind)
	for _, id := range []string{"10", "9", "B", "a", "a-1", "b"} {
		doc := document(id, 1, "first "+id)
		if id == "a" {
			doc = document("a", 2, "second")
		}
		full.want(doc)
	}
	full.wantReady()
	for i, id := range []string{"b", "a", "b", "z"} {
		doc, err := s.Get(t.Context(), store.ProjectKind, id)
		if err != nil && id != "z" {
			t.Fatal(err)
		}
		doc = document(id, doc.Revision, fmt.Sprint("change ", i))
		mustPut(t, s, doc)
		doc.Revision++
		full.want(doc)
		empty.want(doc)
	}
}

// testWatchKind: other kinds and blobs stay out of a watch, also those whose
// names begin alike.
func testWatchKind(t *testing.T, s store.Store) {
	put := func(kind store.Kind, id string) {
		mustPut(t, s, store.Document{Kind: kind, ID: id, Data: []byte(noise(1, 2<<20))})
	}
	w0 := watch(t, s, "b")
	w0.wantReady()
	for _, kind := range []store.Kind{"a", "b", "b1", "b-", "c"} {
		put(kind, "x")
	}
	if _, err := s.PutBlob(t.Context(), []byte("blob")); err != nil {
		t.Fatal(err)
	}
	w := watch(t, s, "b")
	want := store.Document{Kind: "b", ID: "x", Revision: 1, Data: []byte(noise(1, 2<<20))}
	w.want(want)
	w.wantReady()
	for _, kind := range []store.Kind{"a", "b1", "b-", "c", "b"} {
		put(kind, "y")
	}
	w0.want(want)
	want.ID = "y"
	w.want(want)
	w0.want(want)
}

// testWatchOrder compares watches that begin before and while changes are
// written. A document named end is the last change.
func testWatchOrder(t *testing.T, s store.Store) {
	const writers, each, watchers, documents = 6, 20, 4, 3
	var begin [watchers]chan struct{}
	for i := range begin {
		begin[i] = make(chan struct{})
	}
	var initial, changes [watchers][]store.Document
	firstReady := make(chan struct{})
	var writing, watching sync.WaitGroup
	for i := range watchers {
		watching.Go(func() {
			<-begin[i]
			ready, ended := false, false
			for event, err := range s.Watch(t.Context(), store.ProjectKind) {
				switch {
				case err != nil:
					t.Error(err)
					return
				case event.Ready && i == 0:
					close(firstReady)
				case !event.Ready && ready:
					changes[i] = append(changes[i], event.Document)
				case !event.Ready:
					initial[i] = append(initial[i], event.Document)
				}
				ready = ready || event.Ready
				ended = ended || event.Document.ID == "end"
				if ready && ended {
					return
				}
			}
		})
	}
	close(begin[0])
	<-firstReady
	for i := range writers {
		writing.Go(func() {
			for n := range each {
				if next := 1 + n*watchers/each; i == 0 && n*watchers%each == 0 && next < watchers {
					close(begin[next])
				}
				increment(t, s, fmt.Sprint("doc", (i+n)%documents))
			}
		})
	}
	writing.Wait()
	increment(t, s, "end")
	watching.Wait()

	if got := len(changes[0]); got != writers*each+1 || len(initial[0]) != 0 {
		t.Fatalf("the first watch saw %d changes, want %d", got, writers*each+1)
	}
	for i := range watchers {
		newest := map[string]uint64{}
		for _, doc := range initial[i] {
			newest[doc.ID] = doc.Revision
		}
		for _, doc := range changes[i] {
			if doc.Revision != newest[doc.ID]+1 {
				t.Errorf("watch %d: %s went from revision %d to %d", i, doc.ID, newest[doc.ID], doc.Revision)
			}
			newest[doc.ID] = doc.Revision
		}
		// What a later watch saw as changes is the end of what the first saw, and
		// what it saw at first is the sum of what came before.
		before := len(changes[0]) - len(changes[i])
		sum := 0
		for _, doc := range initial[i] {
			sum += int(doc.Revision)
		}
		if sum != before {
			t.Errorf("watch %d began after %d changes, and had %d more of %d", i, sum, len(changes[i]), len(changes[0]))
			continue
		}
		for k, doc := range changes[0][before:] {
			wantEqual(t, changes[i][k], doc)
		}
	}
}

// testWatchBegin begins watch after watch while others write: what is and what
// changes must join without a gap or an overlap.
func testWatchBegin(t *testing.T, s store.Store) {
	const writers, watches = 4, 150
	stop := make(chan struct{})
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					increment(t, s, fmt.Sprint("doc", i))
				}
			}
		})
	}
	defer group.Wait()
	defer close(stop)
	for range watches {
		newest := map[string]uint64{}
		ready, changes := false, 0
		for event, err := range s.Watch(t.Context(), store.ProjectKind) {
			if err != nil {
				t.Error(err)
				return
			}
			doc := event.Document
			switch {
			case event.Ready:
				ready = true
				continue
			case ready && doc.Revision != newest[doc.ID]+1:
				t.Errorf("%s went from revision %d to %d", doc.ID, newest[doc.ID], doc.Revision)
				return
			case ready:
				changes++
			}
			newest[doc.ID] = doc.Revision
			if changes == 2*writers {
				break
			}
		}
	}
}

// increment makes one more revision of a document, against any competition.
func increment(t *testing.T, s store.Store, id string) {
	for {
		doc, err := s.Get(t.Context(), store.ProjectKind, id)
		if err != nil && engine.CodeOf(err) != engine.CodeNotFound {
			t.Error(err)
			return
		}
		_, err = s.Put(t.Context(), document(id, doc.Revision, fmt.Sprintf(`{"n":%d}`, doc.Revision+1)))
		if engine.CodeOf(err) == engine.CodeConflict {
			continue
		}
		if err != nil {
			t.Error(err)
		}
		return
	}
}

func testWatchSlow(t *testing.T, s store.Store) {
	const writers, each = 20, 100
	mustPut(t, s, document("a", 0, "first"))
	inside := watch(t, s, store.ProjectKind) // stands in the middle of what was
	inside.want(document("a", 1, "first"))
	slow := watch(t, s, store.ProjectKind)
	slow.want(document("a", 1, "first"))
	slow.wantReady()
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for n := range each {
				if _, err := s.Put(t.Context(), document(fmt.Sprint("doc", i), uint64(n), fmt.Sprint(n))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	inside.wantReady()
	for _, w := range []watcher{inside, slow} {
		newest := map[string]uint64{}
		for range writers * each {
			doc := w.event().Document
			wantEqual(t, doc, document(doc.ID, newest[doc.ID]+1, fmt.Sprint(newest[doc.ID])))
			newest[doc.ID]++
		}
		if len(newest) != writers {
			t.Errorf("%d documents, want %d", len(newest), writers)
		}
	}
}

func testWatchContext(t *testing.T, s store.Store) {
	mustPut(t, s, document("a", 0, "a"))
	mustPut(t, s, document("b", 0, "b"))
	for seen, last := range []string{"nothing", "a", "b", "ready", "a change"} {
		ctx, cancel := context.WithCancel(t.Context())
		w := watchContext(t, ctx, s, store.ProjectKind)
		for range min(seen, 3) {
			w.event()
		}
		increment(t, s, "a")
		if last == "a change" {
			w.event()
			go cancel() // while it waits for one more
		} else {
			cancel() // with a change at hand
		}
		if err := w.wantEnd(); !errors.Is(err, context.Canceled) || engine.CodeOf(err) != engine.CodeUnavailable {
			t.Errorf("after %s: %v", last, err)
		}
	}
}

func testWatchClose(t *testing.T, s store.Store) {
	w, waiting := watch(t, s, store.ProjectKind), watch(t, s, store.ProjectKind)
	w.wantReady()
	waiting.wantReady()
	ended := make(chan error, 1)
	go func() {
		_, err, _ := waiting.next()
		if err == nil {
			_, err, _ = waiting.next()
		}
		ended <- err
	}()
	mustPut(t, s, document("a", 0, "last"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, <-ended, engine.CodeUnavailable)
	w.want(document("a", 1, "last"))
	wantCode(t, w.wantEnd(), engine.CodeUnavailable)
}

func testWatchReentrant(t *testing.T, s store.Store) {
	mustPut(t, s, document("a", 0, "1"))
	mustPut(t, s, document("b", 0, "1"))
	events := s.Watch(t.Context(), store.ProjectKind)
	for range events { // stopped before it is ready
		break
	}
	ready := false
	for event, err := range events { // the same sequence again: a new watch
		if err != nil {
			t.Fatal(err)
		}
		ready = ready || event.Ready
		if event.Document.ID == "a" && event.Document.Revision == 4 {
			break
		}
		if event.Document.ID == "a" {
			wantDocument(t, s, event.Document)
			event.Document.Data = []byte(fmt.Sprint(event.Document.Revision + 1))
			mustPut(t, s, event.Document)
		}
	}
	if !ready {
		t.Error("a change came before the watch was ready")
	}
}
