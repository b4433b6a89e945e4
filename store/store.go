// Package store keeps what Lanekeeper must not lose: one [Document] per
// project, token and the like, each with a revision, and blobs, which are named
// by the hash of their content.
//
// [Store] is small on purpose: any database with compare-and-set can be behind
// it, and package storetest holds the tests that each must pass. [Open] is the
// implementation on Badger, in a directory; [OpenMemory] is the same code
// without a directory, for tests and demonstrations.
//
// The one way to learn of changes, one's own included, is [Store.Watch]. So a
// server has one path from a change to what it serves, whoever made the change.
//
// The package refuses to know what a document says: Data is JSON to its owner
// and bytes here. It has no transaction over several documents, no deletion (an
// owner writes that something is archived or revoked), no query and no history.
package store

import (
	"context"
	"iter"
)

// Limits of a Store. Above them is [engine.CodeTooLarge].
const (
	MaxDocumentSize = 8 << 20 // bytes of Document.Data
	MaxBlobSize     = 8 << 20 // bytes
)

// Kind is what a document is. It follows the rule for ids, in docs/decisions.md.
type Kind string

const (
	ProjectKind Kind = "project" // a whole project, as in docs/project.md
	TokenKind   Kind = "token"   // an access token, by its hash
)

// Document is one revision of a document. Kind and ID name it; Data is its
// content and belongs to everybody who was given it: nobody may change its
// bytes, neither the Store nor the caller, also not after a Put.
type Document struct {
	Kind     Kind
	ID       string
	Revision uint64 // 1 for the first, then one more for each change
	Data     []byte
}

// Event is what a Watch delivers: a document, or once, with Ready set and
// Document empty, that all the documents that were there have been delivered.
type Event struct {
	Document Document
	Ready    bool
}

// Store keeps documents and blobs. All methods may be called concurrently.
//
// Errors are engine.Errors: CodeInvalid for a malformed kind, id or hash,
// CodeTooLarge, CodeUnavailable when the context had ended (wrapping its error),
// when the store is closed or when it cannot write any more, CodeInternal for
// damaged data, and those named at the methods. A context is looked at when a
// call begins; once a write is under way it is finished, so that its outcome is
// known.
type Store interface {
	// Get returns the newest revision, or CodeNotFound.
	Get(ctx context.Context, kind Kind, id string) (Document, error)

	// Put makes doc the newest revision and returns its number, one more than
	// doc.Revision, which is the revision doc was made from: 0 creates. Where the
	// newest is another, Put changes nothing and returns CodeConflict. A Put that
	// returned no error has reached the disk and every Watch's queue. After
	// CodeUnavailable or CodeInternal the change may or may not be there.
	Put(ctx context.Context, doc Document) (revision uint64, err error)

	// PutBlob keeps data under the lower-case hexadecimal SHA-256 of it, which it
	// returns. A blob that is already there is not written again. When there is
	// no error, it has reached the disk.
	PutBlob(ctx context.Context, data []byte) (hash string, err error)

	// Blob returns the data with that hash, or CodeNotFound.
	Blob(ctx context.Context, hash string) ([]byte, error)

	// Watch delivers the documents of a kind as they are when the loop over it
	// begins, by id; then an Event with Ready set; then each change since, in the
	// order of commits, none left out and none twice. All watches see one order.
	// A slow loop holds up nobody: what it has not seen is kept for it in memory.
	//
	// The sequence never ends by itself but with an error, its last pair: the
	// context's when that is done, or CodeUnavailable after the last change when
	// the store was closed. Each loop over it is a watch of its own.
	Watch(ctx context.Context, kind Kind) iter.Seq2[Event, error]

	// Close waits for calls under way, and for loops over a Watch that are not
	// Ready yet to end, so such a loop must not call it. Then it ends all
	// watches and frees the store. A second Close does nothing.
	Close() error
}
