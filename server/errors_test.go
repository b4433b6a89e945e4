package server

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// TestEveryCodeHasAStatus reads the codes from their source, so that a new one
// cannot be forgotten.
func TestEveryCodeHasAStatus(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../engine/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes++
		if _, known := statuses[engine.Code(value)]; !known {
			t.Errorf("the code %s has no status", value)
		}
		return true
	})
	if codes != len(statuses) {
		t.Errorf("%d codes, %d statuses", codes, len(statuses))
	}
	for code, s := range statuses {
		if s.http < 400 || s.http > 599 || s.exit < 1 || s.exit == ExitUsage || s.exit > 125 {
			t.Errorf("%s: %v", code, s)
		}
	}
}

func TestExitStatus(t *testing.T) {
	for want, err := range map[int]error{
		0: nil,
		1: engine.Errorf(engine.CodeInternal, "x"),
		2: errors.New("unknown flag"),
		3: fmt.Errorf("file: %w", engine.Invalid([]engine.Problem{{Path: "x"}})),
		8: engine.Errorf(engine.CodeUnavailable, "x"),
	} {
		if got := ExitStatus(err); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
	if got := ExitStatus(engine.Errorf("strange", "x")); got != 1 {
		t.Errorf("an unknown code: %d", got)
	}
}

func TestPanicIsAnError(t *testing.T) {
	log := &lockedBuffer{}
	app := newApp(slog.New(slog.NewTextHandler(log, nil)), 1000, false)
	app.Get("/", func(*fiber.Ctx) error { panic("secret reason") })
	response, err := app.Test(httptest.NewRequest("GET", "/", nil))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"error":{"code":"internal-error","message":"Something went wrong inside Lanekeeper; its log says what."}}` + "\n"
	if response.StatusCode != 500 || string(body) != want {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if !strings.Contains(log.String(), "secret reason") || !strings.Contains(log.String(), "errors_test.go") {
		t.Errorf("the log has no reason or no stack: %s", log)
	}
}
