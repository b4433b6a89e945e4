package store

import (
	"context"
	"fmt"
	"regexp"

	"github.com/lanekeeper/lanekeeper/engine"
)

var (
	idPattern   = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$`)
	hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func checkName(kind Kind, id string) error {
	var problems []engine.Problem
	for _, field := range []struct{ path, value string }{{"kind", string(kind)}, {"id", id}} {
		if !idPattern.MatchString(field.value) {
			problems = append(problems, engine.Problem{
				Path: field.path, Code: "id",
				Message: fmt.Sprintf("%.60q must be a letter or digit, then up to 39 letters, digits, _ or -.", field.value),
			})
		}
	}
	return engine.Invalid(problems)
}

func checkHash(hash string) error {
	if hashPattern.MatchString(hash) {
		return nil
	}
	return engine.Invalid([]engine.Problem{{
		Path: "hash", Code: "hash",
		Message: fmt.Sprintf("%.80q must be a SHA-256 as 64 lower-case hexadecimal digits.", hash),
	}})
}

func checkSize(what string, data []byte, limit int) error {
	if len(data) <= limit {
		return nil
	}
	return engine.Errorf(engine.CodeTooLarge, "The %s has %d bytes; at most %d can be stored.", what, len(data), limit)
}

// checkContext turns the end of a context into an error of the store's.
func checkContext(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return engine.Wrap(engine.CodeUnavailable, err, "The request was given up before it was done.")
	}
	return nil
}

func errNotFound(what, id string) error {
	return engine.Errorf(engine.CodeNotFound, "There is no %s %q.", what, id)
}

func errClosed() error {
	return engine.Errorf(engine.CodeUnavailable, "The store is closed.")
}

func errDamaged(cause error) error {
	return engine.Wrap(engine.CodeInternal, cause, "The store cannot read its data.")
}

// errConflict says what doc, which was to replace revision doc.Revision-1, met.
func errConflict(doc *Document, newest uint64) error {
	replaces := doc.Revision - 1
	switch {
	case newest == 0:
		return engine.Errorf(engine.CodeConflict, "There is no %s %q, so its revision %d cannot be replaced.", doc.Kind, doc.ID, replaces)
	case replaces == 0:
		return engine.Errorf(engine.CodeConflict, "There is a %s %q already, at revision %d.", doc.Kind, doc.ID, newest)
	}
	return engine.Errorf(engine.CodeConflict,
		"The %s %q is at revision %d, and this change was made from revision %d. Read it again and retry.",
		doc.Kind, doc.ID, newest, replaces)
}
