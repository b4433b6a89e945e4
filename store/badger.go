package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"

	"github.com/dgraph-io/badger/v4"

	"github.com/lanekeeper/lanekeeper/engine"
)

// badgerStore is a Store on Badger. Its order of commits is that of the commit
// lock, not of Badger's transactions, which are only used as atomic batches.
type badgerStore struct {
	db  *badger.DB
	log *slog.Logger

	mu      sync.Mutex // guards the next three, never held for long
	closed  bool
	calls   sync.WaitGroup // those that use db; none is added once closed is set
	waiting []*write

	// commit is held from reading the newest revisions until the changes are on
	// the disk and in the feed. It guards feed and broken.
	commit sync.Mutex
	feed   *feed
	broken error // why no more changes are taken
}

// begin lets a call use the database until calls.Done. Badger does not survive
// calls after its Close.
func (s *badgerStore) begin(ctx context.Context) error {
	if err := checkContext(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed()
	}
	s.calls.Add(1)
	return nil
}

func (s *badgerStore) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *badgerStore) Get(ctx context.Context, kind Kind, id string) (Document, error) {
	if err := checkName(kind, id); err != nil {
		return Document{}, err
	}
	revision, data, err := s.get(ctx, documentKey(kind, id))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return Document{}, errNotFound(string(kind), id)
	}
	if err != nil {
		return Document{}, err
	}
	return Document{Kind: kind, ID: id, Revision: revision, Data: data}, nil
}

func (s *badgerStore) Blob(ctx context.Context, hash string) ([]byte, error) {
	if err := checkHash(hash); err != nil {
		return nil, err
	}
	_, data, err := s.get(ctx, blobKey(hash))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, errNotFound("blob", hash)
	}
	return data, err
}

// get returns badger.ErrKeyNotFound as it is.
func (s *badgerStore) get(ctx context.Context, key string) (revision uint64, data []byte, err error) {
	if err := s.begin(ctx); err != nil {
		return 0, nil, err
	}
	defer s.calls.Done()
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	item, err := txn.Get([]byte(key))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return 0, nil, err
	}
	if err == nil {
		revision, data, err = read(txn, item)
	}
	if err != nil {
		return 0, nil, errDamaged(err)
	}
	return revision, data, nil
}

func (s *badgerStore) Put(ctx context.Context, doc Document) (uint64, error) {
	if err := checkName(doc.Kind, doc.ID); err != nil {
		return 0, err
	}
	if err := checkSize(string(doc.Kind), doc.Data, MaxDocumentSize); err != nil {
		return 0, err
	}
	if err := s.begin(ctx); err != nil {
		return 0, err
	}
	defer s.calls.Done()
	doc.Revision++
	w := &write{key: documentKey(doc.Kind, doc.ID), doc: &doc}
	w.record, w.rest = encode(doc.Revision, doc.Data)
	if err := s.write(w); err != nil {
		return 0, err
	}
	return doc.Revision, nil
}

func (s *badgerStore) PutBlob(ctx context.Context, data []byte) (string, error) {
	if err := checkSize("blob", data, MaxBlobSize); err != nil {
		return "", err
	}
	if err := s.begin(ctx); err != nil {
		return "", err
	}
	defer s.calls.Done()
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	w := &write{key: blobKey(hash)}
	w.record, w.rest = encode(1, data)
	if err := s.write(w); err != nil {
		return "", err
	}
	return hash, nil
}

func (s *badgerStore) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()

	s.commit.Lock()
	defer s.commit.Unlock()
	s.feed.close(errClosed())
	if err := s.db.Close(); err != nil {
		return engine.Wrap(engine.CodeUnavailable, err, "The store could not be closed in order.")
	}
	return nil
}
