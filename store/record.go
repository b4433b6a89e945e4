package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// The layout of schema version 1. Keys:
//
//	schema                                   the version, in decimal
//	document/<kind>/<id>                     a record
//	blob/<hash>                              a record of revision 1
//	part/<record's key>/<revision>/<index>   what of a record's data is beyond its first partSize bytes
//
// A record is the revision (8 bytes, big endian), the number of parts, the
// first included (1 byte), and the first part of the data.
const (
	schemaKey  = "schema"
	headerSize = 9

	// partSize keeps each value below Badger's value threshold and each
	// transaction below its limit (both about 1 MiB with our options), so that
	// all data is in Badger's write-ahead log and tables, and its value log stays
	// empty. The value log would keep replaced revisions until compactions that
	// large values hardly ever cause, and a failure to sync it is only logged
	// (value.go, write), so a write could be acknowledged that is not on the disk.
	partSize = 512 << 10
)

func documentKey(kind Kind, id string) string { return documentPrefix(kind) + id }
func documentPrefix(kind Kind) string         { return "document/" + string(kind) + "/" }
func blobKey(hash string) string              { return "blob/" + hash }
func partPrefix(key string) string            { return "part/" + key + "/" }

func partKey(key string, revision uint64, index int) string {
	return fmt.Sprintf("%s%020d/%02d", partPrefix(key), revision, index)
}

// header is what a record says before its data.
type header struct {
	revision uint64
	parts    int
}

// encode returns a record, and the parts that follow its first.
func encode(revision uint64, data []byte) (record []byte, rest [][]byte) {
	first := data[:min(len(data), partSize)]
	for data = data[len(first):]; len(data) > 0; data = data[len(rest[len(rest)-1]):] {
		rest = append(rest, data[:min(len(data), partSize)])
	}
	record = make([]byte, 0, headerSize+len(first))
	record = binary.BigEndian.AppendUint64(record, revision)
	record = append(record, byte(1+len(rest)))
	return append(record, first...), rest
}

func decode(record []byte) (h header, first []byte, err error) {
	if len(record) < headerSize || record[8] == 0 {
		return header{}, nil, errors.New("a record is damaged")
	}
	return header{revision: binary.BigEndian.Uint64(record), parts: int(record[8])}, record[headerSize:], nil
}

// find returns a record's header, and the zero header where there is no record.
func find(txn *badger.Txn, key string) (h header, err error) {
	item, err := txn.Get([]byte(key))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return header{}, nil
	}
	if err != nil {
		return header{}, err
	}
	err = item.Value(func(record []byte) error {
		h, _, err = decode(record)
		return err
	})
	return h, err
}

// read puts a record's data together. Badger checks the checksums.
func read(txn *badger.Txn, item *badger.Item) (revision uint64, data []byte, err error) {
	record, err := item.ValueCopy(nil)
	if err != nil {
		return 0, nil, err
	}
	h, data, err := decode(record)
	if err != nil {
		return 0, nil, err
	}
	key := string(item.Key())
	data = slices.Grow(data, (h.parts-1)*partSize)
	for index := 1; index < h.parts; index++ {
		part, err := txn.Get([]byte(partKey(key, h.revision, index)))
		if err != nil {
			return 0, nil, fmt.Errorf("part %d of %s: %w", index, key, err)
		}
		if err := part.Value(func(bytes []byte) error { data = append(data, bytes...); return nil }); err != nil {
			return 0, nil, fmt.Errorf("part %d of %s: %w", index, key, err)
		}
	}
	return h.revision, data, nil
}

// documents yields the documents of a kind, by id.
func documents(txn *badger.Txn, kind Kind) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		prefix := documentPrefix(kind)
		// Values are read one by one: prefetching would hold 100 in memory.
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(prefix)})
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			revision, data, err := read(txn, it.Item())
			if err != nil {
				yield(Document{}, errDamaged(err))
				return
			}
			id := strings.TrimPrefix(string(it.Item().Key()), prefix)
			if !yield(Document{Kind: kind, ID: id, Revision: revision, Data: data}, nil) {
				return
			}
		}
	}
}
