package store

import (
	"errors"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"github.com/lanekeeper/lanekeeper/engine"
)

// write is a call of Put or PutBlob on its way to the disk.
type write struct {
	key    string
	record []byte
	rest   [][]byte
	doc    *Document // the new revision; nil for a blob
	done   bool
	err    error
}

// write commits w together with all writes that wait by then: whoever gets the
// commit lock commits for everybody. Badger syncs its log once for each
// transaction, so one transaction each would cost as many syncs as there are
// writers. Writes of one group do not depend on each other: each is checked by
// itself, and a group is no promise to anybody.
func (s *badgerStore) write(w *write) error {
	s.mu.Lock()
	s.waiting = append(s.waiting, w)
	s.mu.Unlock()

	s.commit.Lock()
	defer s.commit.Unlock()
	if !w.done {
		s.mu.Lock()
		waiting := s.waiting
		s.waiting = nil
		s.mu.Unlock()
		for len(waiting) > 0 {
			waiting = waiting[s.commitGroup(waiting):]
		}
	}
	return w.err
}

// commitGroup commits as many of the waiting writes, at least one, as fit into
// one transaction, publishes their changes and returns their number.
func (s *badgerStore) commitGroup(waiting []*write) (n int) {
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	for n < len(waiting) {
		err := s.stage(txn, waiting[n], n == 0)
		if n > 0 && errors.Is(err, badger.ErrTxnTooBig) {
			break
		}
		waiting[n].err = err
		n++
		if n == 1 && err != nil {
			waiting[0].done = true
			return 1 // without a commit: the transaction may hold half of it
		}
	}
	err := s.sync(txn)
	for _, w := range waiting[:n] {
		if w.err == nil {
			w.err = err
		}
		if w.err == nil && w.doc != nil {
			s.feed.publish(*w.doc)
		}
		w.done = true
	}
	return n
}

// stage checks w and puts it into the transaction. badger.ErrTxnTooBig asks for a
// transaction in which w is the first, which a write that has parts, or replaces
// what has, always needs; any other error of one that is not the first leaves
// the transaction as it was. Parts go ahead in transactions of their own, as they
// would not fit: nothing reads them before the record that names them is there.
func (s *badgerStore) stage(txn *badger.Txn, w *write, first bool) error {
	if s.broken != nil {
		return s.broken
	}
	old, err := find(txn, w.key)
	switch {
	case err != nil:
		return errDamaged(err)
	case w.doc == nil && old.revision != 0:
		return nil
	case w.doc != nil && old.revision != w.doc.Revision-1:
		return errConflict(w.doc, old.revision)
	}
	parts := old.parts > 1 || len(w.rest) > 0
	if parts && !first {
		return badger.ErrTxnTooBig
	}
	revision := old.revision + 1
	for i, part := range w.rest {
		ahead := s.db.NewTransaction(true)
		defer ahead.Discard()
		if err := ahead.Set([]byte(partKey(w.key, revision, i+1)), part); err != nil {
			return err
		}
		if err := s.sync(ahead); err != nil {
			return err
		}
	}
	if parts {
		if err := dropParts(txn, w.key, revision, len(w.rest)); err != nil {
			return err
		}
	}
	return txn.Set([]byte(w.key), w.record)
}

// dropParts removes the parts of a record's other revisions, and those of this
// one beyond count: left behind by a process that died before it wrote the record.
func dropParts(txn *badger.Txn, key string, revision uint64, count int) error {
	first, last := partKey(key, revision, 1), partKey(key, revision, count)
	it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(partPrefix(key))})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		part := it.Item().KeyCopy(nil)
		if strings.Compare(string(part), first) >= 0 && strings.Compare(string(part), last) <= 0 {
			continue
		}
		if err := txn.Delete(part); err != nil {
			return err
		}
	}
	return nil
}

// sync commits a transaction to the disk. After a failure it is unknown what is
// on the disk, what readers see may never have got there, and a second sync may
// wrongly succeed (the kernel forgets the pages it failed to write), so the
// store takes no more changes.
func (s *badgerStore) sync(txn *badger.Txn) error {
	err := txn.Commit()
	if err == nil {
		return nil
	}
	s.broken = engine.Wrap(engine.CodeUnavailable, err,
		"The store failed to write and takes no changes until it is opened again.")
	s.log.Error("The store failed to write and takes no more changes.", "error", err)
	return s.broken
}
