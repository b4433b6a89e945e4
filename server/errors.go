package server

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Failure is the body of every answer that is an error, and the line that the
// command prints for a bad line of its input.
type Failure struct {
	Error struct {
		Code     engine.Code      `json:"code"`
		Message  string           `json:"message"`
		Problems []engine.Problem `json:"problems,omitempty"`
	} `json:"error"`
}

// FailureOf is what people and machines may know of an error: for one that is
// not an engine.Error, only that it is a fault of ours.
func FailureOf(err error) (f Failure) {
	f.Error.Code = engine.CodeInternal
	f.Error.Message = "Something went wrong inside Lanekeeper; its log says what."
	if e := (*engine.Error)(nil); errors.As(err, &e) {
		f.Error.Code, f.Error.Problems = e.Code, e.Problems
		f.Error.Message = e.Message
		if rest, colon := strings.CutSuffix(e.Message, ":"); colon {
			f.Error.Message = rest + "." // the colon is for terminals, where the problems follow
		}
	}
	return f
}

// problemsOf are the problems in an error; nil has none.
func problemsOf(err error) []engine.Problem {
	if e := (*engine.Error)(nil); errors.As(err, &e) {
		return e.Problems
	}
	return nil
}

// refusals are the errors of Fiber and fasthttp in our shape: no code has a
// status of its own for them, so they keep theirs.
var refusals = map[int]*engine.Error{
	http.StatusBadRequest:                  engine.Errorf(engine.CodeSyntax, "This is not a well-formed HTTP request."),
	http.StatusNotFound:                    engine.Errorf(engine.CodeNotFound, "There is nothing at this address."),
	http.StatusMethodNotAllowed:            engine.Errorf(engine.CodeForbidden, "This address does not take that method."),
	http.StatusRequestTimeout:              engine.Errorf(engine.CodeUnavailable, "The request took too long to arrive."),
	http.StatusRequestEntityTooLarge:       engine.Errorf(engine.CodeTooLarge, "The body is too large."),
	http.StatusUnsupportedMediaType:        engine.Errorf(engine.CodeSyntax, "Send application/json or application/yaml, not compressed."),
	http.StatusTooManyRequests:             engine.Errorf(engine.CodeUnavailable, "Too many requests came from this address."),
	http.StatusBadGateway:                  engine.Errorf(engine.CodeUnavailable, "The connection broke."), // Fiber's word for it
	http.StatusRequestHeaderFieldsTooLarge: engine.Errorf(engine.CodeTooLarge, "The address and the headers are too large together."),
}

// errorHandler answers with the error. Faults of ours go to the log, with the
// cause that nobody outside may see.
func errorHandler(log *slog.Logger) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		refused := (*fiber.Error)(nil)
		if errors.As(err, &refused) && refusals[refused.Code] != nil {
			c.Status(refused.Code)
			err = refusals[refused.Code]
		} else {
			status := HTTPStatus(engine.CodeOf(err))
			c.Status(status)
			if cause := errors.Unwrap(err); status == http.StatusInternalServerError || status > http.StatusInternalServerError && cause != nil {
				log.Error("A request failed.", "method", c.Method(), "path", c.Path(), "error", err, "cause", cause)
			}
		}
		if status := c.Response().StatusCode(); status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
			c.Set(fiber.HeaderRetryAfter, "1")
		}
		if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
			c.Set(fiber.HeaderCacheControl, "no-store")
		}
		return sendJSON(c, FailureOf(err))
	}
}
