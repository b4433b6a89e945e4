package store

import (
	"context"
	"iter"
)

// feed is every change since the store was opened, in the order of commits: a
// linked list of which it holds the end only. A watch holds its own place in the
// list, so a slow one delays nobody and loses nothing, and what the slowest has
// passed is garbage. Publishing wakes watchers at once.
//
// Badger's own Subscribe will not do: a subscriber that falls 1,000 batches
// behind blocks all writers (publisher.go), there is no way to start one exactly
// where a snapshot ends, and Badger's internal rewrites come along as changes.
//
// Calls must not overlap; the store's commit lock sees to it.
type feed struct {
	end *change
}

// change is a place in the feed, made before its content is known.
type change struct {
	known chan struct{} // closed once the fields below are set; they stay so
	doc   Document
	err   error // why the feed ends here; doc and next are then empty
	next  *change
}

func newFeed() *feed {
	return &feed{end: &change{known: make(chan struct{})}}
}

func (f *feed) publish(doc Document) {
	last := f.end
	f.end = &change{known: make(chan struct{})}
	last.doc, last.next = doc, f.end
	close(last.known)
}

// close makes err the last that watchers get. Nothing may be published after it.
func (f *feed) close(err error) {
	f.end.err = err
	close(f.end.known)
}

// follow yields the changes of a kind from c on, until the context is done, the
// feed is closed or yield returns false.
func (c *change) follow(ctx context.Context, kind Kind, yield func(Event, error) bool) {
	for ; ; c = c.next {
		select {
		case <-c.known:
		case <-ctx.Done():
		}
		// Not left to select, which chooses at random when both are ready.
		if err := checkContext(ctx); err != nil {
			yield(Event{}, err)
			return
		}
		if c.err != nil {
			yield(Event{}, c.err)
			return
		}
		if c.doc.Kind == kind && !yield(Event{Document: c.doc}, nil) {
			return
		}
	}
}

func (s *badgerStore) Watch(ctx context.Context, kind Kind) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		from, err := s.deliver(ctx, kind, yield)
		if err != nil {
			yield(Event{}, err)
			return
		}
		if from != nil && yield(Event{Ready: true}, nil) {
			from.follow(ctx, kind, yield)
		}
	}
}

// deliver yields the documents that are, by id, and returns the place in the
// feed where the changes since begin; nil when yield returned false.
func (s *badgerStore) deliver(ctx context.Context, kind Kind, yield func(Event, error) bool) (*change, error) {
	if err := checkName(kind, "any"); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	defer s.calls.Done()

	// Under the lock no commit is half published, so the snapshot ends exactly
	// where the feed goes on.
	s.commit.Lock()
	txn, from := s.db.NewTransaction(false), s.feed.end
	s.commit.Unlock()
	defer txn.Discard()

	for doc, err := range documents(txn, kind) {
		if err == nil {
			err = checkContext(ctx)
		}
		if err == nil && s.isClosed() {
			err = errClosed()
		}
		if err != nil {
			return nil, err
		}
		if !yield(Event{Document: doc}, nil) {
			return nil, nil
		}
	}
	return from, checkContext(ctx)
}
