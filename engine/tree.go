package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth bounds the nesting of a form, so that hostile input cannot exhaust
// the stack.
const maxDepth = 64

// maxValues bounds how many values a form has: a body full of "{}" would take
// hundreds of times its size in memory. A thousand experiments have some 30,000.
const maxValues = 250_000

// errTooDeep and errTooMany end the reading of a form.
var (
	errTooDeep = Errorf(CodeTooLarge, "Nothing may be nested deeper than %d levels.", maxDepth)
	errTooMany = Errorf(CodeTooLarge, "There may be no more than %d values.", maxValues)
)

// bounds count what is limited.
type bounds struct{ values int }

// take counts a value at a depth.
func (b *bounds) take(depth int) error {
	if b.values++; b.values > maxValues {
		return errTooMany
	}
	if depth > maxDepth {
		return errTooDeep
	}
	return nil
}

// parseTree reads JSON or YAML into maps, slices, strings, json.Numbers, bools
// and nil. Unlike encoding/json alone it reports duplicate keys, which would
// silently drop one of two settings. at begins the paths of problems; the error
// is that of the syntax.
func parseTree(data []byte, at string) (any, []Problem, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return parseYAML(data, at)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	r := jsonReader{dec: dec}
	tree, err := r.value(at, 0)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			err = errors.New("there is text after the end")
		}
	}
	if err == nil || errors.Is(err, errTooDeep) || errors.Is(err, errTooMany) {
		return tree, r.problems, err
	}
	line := 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte("\n"))
	return nil, nil, Errorf(CodeSyntax, "This is not valid JSON: %s (line %d).", err, line)
}

// jsonReader reads tokens and gathers problems of the form.
type jsonReader struct {
	bounds
	dec      *json.Decoder
	problems []Problem
}

func (r *jsonReader) value(path string, depth int) (any, error) {
	if err := r.take(depth); err != nil {
		return nil, err
	}
	token, err := r.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return r.object(path, depth)
	case json.Delim('['):
		return r.list(path, depth)
	}
	return token, nil
}

func (r *jsonReader) object(path string, depth int) (any, error) {
	object := map[string]any{}
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string) // the decoder allows nothing else here
		at := join(path, name)
		if _, twice := object[name]; twice {
			r.problems = also(r.problems, twiceAt(at))
		}
		if object[name], err = r.value(at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := r.dec.Token()
	return object, err
}

func (r *jsonReader) list(path string, depth int) (any, error) {
	list := []any{}
	for r.dec.More() {
		v, err := r.value(element(path, len(list)), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := r.dec.Token()
	return list, err
}

func twiceAt(path string) Problem {
	return Problem{Path: path, Code: "duplicate", Message: "This field stands here twice."}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
