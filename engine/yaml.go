package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads YAML into the tree that the JSON reader gives. It walks the
// nodes instead of decoding them, as decoding would turn 0500 into 320, round
// large numbers, and let a few aliases stand for gigabytes.
func parseYAML(data []byte, at string) (any, []Problem, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := dec.Decode(&document); err != nil {
		return nil, nil, yamlError(err)
	}
	if err := dec.Decode(&second); err == nil {
		return nil, nil, Errorf(CodeSyntax, "The file holds more than one YAML document.")
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, yamlError(err)
	}
	r := yamlReader{left: 10*len(data) + 1<<20}
	tree, err := r.value(document.Content[0], at, 0)
	return tree, r.problems, err
}

func yamlError(err error) error {
	if errors.Is(err, io.EOF) {
		return Errorf(CodeSyntax, "The file is empty.")
	}
	return Errorf(CodeSyntax, "This is not valid YAML: %s.", strings.TrimPrefix(err.Error(), "yaml: "))
}

// yamlReader turns nodes into a tree and gathers problems of the form. left is
// how many bytes its aliases may still stand for.
type yamlReader struct {
	bounds
	problems []Problem
	left     int
}

func (r *yamlReader) value(n *yaml.Node, path string, depth int) (any, error) {
	if r.left -= 1 + len(n.Value); r.left < 0 {
		return nil, Errorf(CodeTooLarge, "The file's aliases stand for too much text.")
	}
	if err := r.take(depth); err != nil { // also where an alias contains itself
		return nil, err
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.value(n.Alias, path, depth+1)
	case yaml.MappingNode:
		object := map[string]any{}
		return object, r.object(object, n, path, depth)
	case yaml.SequenceNode:
		list := []any{}
		for i, child := range n.Content {
			v, err := r.value(child, element(path, i), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return r.scalar(n, path), nil
}

// object fills in n's fields, then those of merged mappings ("<<") that n does
// not have itself. Keys are text, whatever they look like ("forced: {7: b}").
func (r *yamlReader) object(object map[string]any, n *yaml.Node, path string, depth int) error {
	var merged []*yaml.Node
	own := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, child := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		switch {
		case key.Tag == "!!merge":
			merged = append(merged, child)
			continue
		case key.Kind != yaml.ScalarNode:
			r.problems = also(r.problems, Problem{Path: path, Code: "type", Message: "The name of a field must be text."})
			continue
		case own[key.Value]:
			r.problems = also(r.problems, twiceAt(at))
		}
		own[key.Value] = true
		v, err := r.value(child, at, depth+1)
		if err != nil {
			return err
		}
		object[key.Value] = v
	}
	for _, child := range merged {
		if err := r.merge(object, child, path, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (r *yamlReader) merge(object map[string]any, from *yaml.Node, path string, depth int) error {
	v, err := r.value(from, join(path, "<<"), depth)
	if err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, v := range list {
		fields, ok := v.(map[string]any)
		if !ok {
			r.problems = also(r.problems, Problem{Path: join(path, "<<"), Code: "type", Message: "It must be an object with named fields."})
		}
		for key, v := range fields {
			if _, has := object[key]; !has {
				object[key] = v
			}
		}
	}
	return nil
}

// scalar keeps dates the text that was typed, and numbers digit by digit.
func (r *yamlReader) scalar(n *yaml.Node, path string) any {
	switch tag := n.ShortTag(); {
	case isJSONNumber(n.Value) && (n.Style == 0 || tag == "!!int" || tag == "!!float"): // 1e400 is a string to the library
		return json.Number(n.Value)
	case tag == "!!str" || tag == "!!timestamp" || tag == "!!merge":
		return n.Value
	case tag == "!!null":
		return nil
	case tag == "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	}
	r.problems = also(r.problems, Problem{Path: path, Code: "type", Message: "JSON cannot say this value; write digits alone, or quote it."})
	return nil
}

func isJSONNumber(s string) bool {
	return s != "" && (s[0] == '-' || isDigit(s[0])) && json.Valid([]byte(s))
}
