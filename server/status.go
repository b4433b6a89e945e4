package server

import (
	"errors"
	"net/http"

	"github.com/lanekeeper/lanekeeper/engine"
)

// ExitUsage is the exit status of a command line that cannot be understood.
const ExitUsage = 2

// statuses is the one place that says what each code becomes outside: an HTTP
// status, and an exit status of the command.
var statuses = map[engine.Code]struct{ http, exit int }{
	engine.CodeInternal:     {http.StatusInternalServerError, 1},
	engine.CodeInvalid:      {http.StatusUnprocessableEntity, 3},
	engine.CodeSyntax:       {http.StatusBadRequest, 3},
	engine.CodeNotFound:     {http.StatusNotFound, 4},
	engine.CodeConflict:     {http.StatusConflict, 5},
	engine.CodeTaken:        {http.StatusConflict, 5},
	engine.CodeUnauthorized: {http.StatusUnauthorized, 6},
	engine.CodeForbidden:    {http.StatusForbidden, 6},
	engine.CodeTooLarge:     {http.StatusRequestEntityTooLarge, 7},
	engine.CodeUnavailable:  {http.StatusServiceUnavailable, 8},
}

// HTTPStatus is the status that a failed request is answered with.
func HTTPStatus(code engine.Code) int {
	if s, known := statuses[code]; known {
		return s.http
	}
	return http.StatusInternalServerError
}

// ExitStatus is the status that the command ends with: 0 for nil, that of the
// code for an engine.Error, and [ExitUsage] for all others, which come from
// reading the command line.
func ExitStatus(err error) int {
	if err == nil {
		return 0
	}
	e := (*engine.Error)(nil)
	if !errors.As(err, &e) {
		return ExitUsage
	}
	if s, known := statuses[e.Code]; known {
		return s.exit
	}
	return statuses[engine.CodeInternal].exit
}
