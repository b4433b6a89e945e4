package engine

import (
	"errors"
	"fmt"
	"strings"
)

// Code tells machines what went wrong. The set is closed: one table in
// package server maps each code to an HTTP status and an exit status.
type Code string

const (
	CodeInvalid      Code = "invalid"        // the input breaks a rule; Problems says which
	CodeSyntax       Code = "syntax"         // the input is not JSON or YAML; authors' code is a Problem of CodeInvalid
	CodeNotFound     Code = "not-found"      // no such project, experiment or blob
	CodeConflict     Code = "conflict"       // somebody else was first; read again and retry
	CodeTaken        Code = "taken"          // an id is in use elsewhere in the installation
	CodeUnauthorized Code = "unauthorized"   // no token, or a wrong one
	CodeForbidden    Code = "forbidden"      // known, and not allowed
	CodeTooLarge     Code = "too-large"      // over a documented limit
	CodeUnavailable  Code = "unavailable"    // the store or the process is closing or failing
	CodeInternal     Code = "internal-error" // a fault of ours; the cause is in the log only
)

// maxProblems is how many problems an Error lists. A body of a few hundred kB can
// have a million, whose list would take gigabytes and which nobody would read.
const maxProblems = 1000

// Error is the one error type of Lanekeeper. Code is for machines; Message is
// one sentence that is safe to show to people (no paths, secrets or stack);
// Err, if any, is the wrapped cause, for logs.
type Error struct {
	Code     Code
	Message  string
	Problems []Problem
	Err      error
}

// Problem is one fault of an input, at the path of a field in the form of the
// project file, such as "experiments[3].variations[0].weight". Line and Column
// count from 1 and place a syntax error inside the field's text; 0 is unknown.
type Problem struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

// Errorf makes an Error whose sentence is safe for people. A %w verb keeps the
// wrapped cause reachable; as its text joins the sentence, wrap only Errors so.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Wrap makes an Error around a cause that people must not see.
func Wrap(code Code, cause error, message string) *Error {
	return &Error{Code: code, Message: message, Err: cause}
}

// Invalid gathers problems into one Error, or returns nil where there are none.
// Of more than a thousand it lists the first thousand, and says so.
func Invalid(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Message: summary(problems), Problems: problems[:min(len(problems), maxProblems)]}
}

// also adds a problem, until there are more than an Error lists.
func also(problems []Problem, p Problem) []Problem {
	if len(problems) > maxProblems {
		return problems
	}
	return append(problems, p)
}

// CodeOf is the code of the outermost Error in err's chain, CodeInternal for
// any other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Error prints the sentence and every problem, a line each.
func (e *Error) Error() string {
	lines := []string{e.Message}
	if len(e.Problems) > 1 {
		for _, p := range e.Problems {
			lines = append(lines, "  "+p.String())
		}
	}
	return strings.Join(lines, "\n")
}

func (e *Error) Unwrap() error { return e.Err }

// String prints a problem as "path: sentence", with its place where it has one.
func (p Problem) String() string {
	place := p.Path
	if p.Line > 0 {
		place = fmt.Sprintf("%s, line %d, column %d", p.Path, p.Line, p.Column)
	}
	if place == "" {
		return p.Message
	}
	return place + ": " + p.Message
}

func summary(problems []Problem) string {
	switch {
	case len(problems) == 1:
		return problems[0].String()
	case len(problems) > maxProblems:
		return fmt.Sprintf("More than %d problems, of which these are the first, and nothing was changed:", maxProblems)
	}
	return fmt.Sprintf("%d problems, nothing was changed:", len(problems))
}
