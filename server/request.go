package server

import (
	"bytes"
	"mime"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// body is the request's body, if it is of a type that package engine reads.
// Compressed ones are refused, as nothing would limit what they unpack to. What
// curl -d sends by default calls itself a form, and is JSON all the same.
func body(c *fiber.Ctx) ([]byte, error) {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, fiber.ErrUnsupportedMediaType
	}
	data := bytes.TrimSpace(c.Request().Body())
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType, "application/json"))
	switch {
	case err != nil:
		return nil, fiber.ErrUnsupportedMediaType
	case kind == "application/x-www-form-urlencoded" && bytes.HasPrefix(data, []byte("{")):
	case kind == "application/json":
		if !bytes.HasPrefix(data, []byte("{")) {
			return nil, engine.Errorf(engine.CodeSyntax, "The body must be a JSON object.")
		}
	case kind != "application/yaml" && kind != "application/x-yaml" && kind != "text/yaml":
		return nil, fiber.ErrUnsupportedMediaType
	}
	return data, nil
}

// expecting honours If-Match, where the request has it.
func expecting(c *fiber.Ctx) func(current) error {
	wanted := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	return func(now current) error {
		switch {
		case wanted == "", wanted == "*" && now.revision > 0:
			return nil
		case now.revision == 0:
			return engine.Errorf(engine.CodeConflict, "There is no project %q, and If-Match asks for one.", now.id)
		case !strings.Contains(wanted, "W/") && listsTag([][]byte{[]byte(wanted)}, revisionTag(now.revision)): // strong comparison
			return nil
		}
		return engine.Errorf(engine.CodeConflict,
			"The project %q is at revision %d, which is not the one in If-Match. Read it again and retry.", now.id, now.revision)
	}
}

func revisionTag(revision uint64) string { return `"` + strconv.FormatUint(revision, 10) + `"` }

func sendRevision(c *fiber.Ctx, revision uint64, answer any) error {
	c.Set(fiber.HeaderETag, revisionTag(revision))
	return sendJSON(c, answer)
}
