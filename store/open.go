package store

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"github.com/lanekeeper/lanekeeper/engine"
)

// schemaVersion is the layout in record.go. There is no older one to migrate.
const schemaVersion = 1

// Open opens the store in a directory, which it creates where it is missing and
// which no other process can open meanwhile. It reads all tables once, to see
// that they are whole: 0.4 s for 10,000 projects of 20 kB. Badger's warnings and
// errors go to log. Errors are CodeUnavailable, and tell a directory in use, one
// that a newer version of Lanekeeper wrote and a damaged one apart.
func Open(dir string, log *slog.Logger) (Store, error) {
	return open(badgerOptions(dir), log)
}

// OpenMemory opens an empty store that keeps everything in memory and leaves
// nothing behind.
func OpenMemory() (Store, error) {
	return open(badgerOptions("").WithInMemory(true), slog.New(slog.DiscardHandler))
}

// badgerOptions suit thousands of projects of some kB: Badger's defaults would
// take ten times the memory.
func badgerOptions(dir string) badger.Options {
	return badger.DefaultOptions(dir).
		WithSyncWrites(true).
		WithDetectConflicts(false). // the commit lock is what prevents them
		WithMemTableSize(8 << 20).
		WithNumMemtables(2).
		WithBlockCacheSize(8 << 20).
		WithIndexCacheSize(8 << 20).
		WithValueThreshold(1 << 20).    // the most Badger allows, and above partSize
		WithValueLogFileSize(32 << 20). // never written
		WithNumCompactors(2).
		WithChecksumVerificationMode(options.OnBlockRead).
		WithMetricsEnabled(false)
}

func open(opts badger.Options, log *slog.Logger) (Store, error) {
	logger := &badgerLogger{log: log}
	db, err := badger.Open(opts.WithLogger(logger))
	if err != nil {
		// Badger formats the cause away, so its sentence is all there is.
		if strings.Contains(err.Error(), "Another process is using this Badger database") {
			return nil, engine.Wrap(engine.CodeUnavailable, err, "Another process uses the data directory.")
		}
		log.Error("The database cannot be opened.", "error", err)
		return nil, engine.Wrap(engine.CodeUnavailable, err, "The data directory cannot be opened; the log says why.")
	}
	if err := verify(db, logger, opts.InMemory); err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			log.Error("The database was refused.", "error", cause)
		}
		if closing := db.Close(); closing != nil {
			log.Warn("The database could not be closed in order.", "error", closing)
		}
		return nil, err
	}
	return &badgerStore{db: db, log: log, feed: newFeed()}, nil
}

// verify refuses a database that is damaged or not of our schema, and makes a
// new one ours. Badger leaves out a damaged table with no more than a line in its
// log, and its iterators skip a damaged block in silence: projects would be gone
// without a word. So an error it logged while opening counts, and all blocks are
// read once.
func verify(db *badger.DB, logger *badgerLogger, inMemory bool) error {
	if inMemory {
		return writeSchema(db)
	}
	if logger.errors.Load() > 0 {
		return errDirectory(errors.New("the database logged an error while opening"))
	}
	if err := verifyChecksums(db); err != nil {
		return errDirectory(err)
	}
	txn := db.NewTransaction(false)
	defer txn.Discard()
	item, err := txn.Get([]byte(schemaKey))
	if errors.Is(err, badger.ErrKeyNotFound) {
		it := txn.NewIterator(badger.IteratorOptions{})
		defer it.Close()
		if it.Rewind(); it.Valid() {
			return engine.Errorf(engine.CodeUnavailable, "The data directory holds a database that Lanekeeper did not write.")
		}
		return writeSchema(db)
	}
	if err != nil {
		return errDirectory(err)
	}
	return item.Value(func(value []byte) error {
		version, err := strconv.Atoi(string(value))
		switch {
		case err != nil || version < 1:
			return errDirectory(fmt.Errorf("schema version %q", value))
		case version > schemaVersion:
			return engine.Errorf(engine.CodeUnavailable,
				"The data directory was written by a newer Lanekeeper (schema version %d, this one knows up to %d). Use that version.",
				version, schemaVersion)
		}
		return nil
	})
}

func writeSchema(db *badger.DB) error {
	err := db.Update(func(txn *badger.Txn) error {
		return txn.Set([]byte(schemaKey), []byte(strconv.Itoa(schemaVersion)))
	})
	if err != nil {
		return engine.Wrap(engine.CodeUnavailable, err, "The data directory cannot be written.")
	}
	return nil
}

func errDirectory(cause error) error {
	return engine.Wrap(engine.CodeUnavailable, cause, "The data directory is damaged. Restore it from a backup.")
}

// verifyChecksums reads every table. Where a block cannot be unpacked, Badger
// v4.9.6 panics on its way to the error (table.VerifyChecksum uses the nil block).
func verifyChecksums(db *badger.DB) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a table cannot be unpacked: %v", r)
		}
	}()
	return db.VerifyChecksum()
}
