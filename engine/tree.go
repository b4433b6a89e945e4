package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDepth bounds the nesting of a form, so that hostile input cannot exhaust
// the stack.
const maxDepth = 64

// parseTree reads JSON or YAML into maps, slices, strings, json.Numbers, bools
// and nil. Unlike encoding/json alone it refuses duplicate keys, which would
// silently drop the first of two settings.
func parseTree(data []byte) (any, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return parseYAML(data)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	tree, err := jsonValue(dec, "", 0)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			err = errors.New("there is text after the end")
		}
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return nil, err
	}
	if err != nil {
		line := 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte("\n"))
		return nil, Errorf(CodeSyntax, "This is not valid JSON: %s (line %d).", err, line)
	}
	return tree, nil
}

func jsonValue(dec *json.Decoder, path string, depth int) (any, error) {
	token, err := dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil || depth > maxDepth {
		return nil, errors.Join(err, tooDeep(depth))
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string) // the decoder allows nothing else here
			at := join(path, name)
			if _, twice := object[name]; twice {
				return nil, Invalid([]Problem{{Path: at, Code: "duplicate", Message: "This field stands here twice."}})
			}
			if object[name], err = jsonValue(dec, at, depth+1); err != nil {
				return nil, err
			}
		}
		_, err = dec.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := jsonValue(dec, fmt.Sprintf("%s[%d]", path, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = dec.Token()
		return list, err
	}
	return token, nil
}

func parseYAML(data []byte) (any, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var node, second yaml.Node
	if err := dec.Decode(&node); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, Errorf(CodeSyntax, "The file is empty.")
		}
		return nil, yamlError(err)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, Errorf(CodeSyntax, "The file holds more than one YAML document.")
	}
	keepText(&node)
	var tree any
	if err := node.Decode(&tree); err != nil { // also bounds aliases
		return nil, yamlError(err)
	}
	return plain(tree, "", 0)
}

// keepText makes YAML's dates the text that was typed, and numbers that are
// keys too ("forced: {7: b}").
func keepText(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode && child.Tag != "!!merge" {
			child.Tag = "!!str"
		}
		keepText(child)
	}
}

// plain gives YAML's values the types that the JSON reader gives.
func plain(v any, path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, tooDeep(depth)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, child := range v {
			var err error
			if v[key], err = plain(child, join(path, key), depth+1); err != nil {
				return nil, err
			}
		}
	case []any:
		for i, child := range v {
			var err error
			if v[i], err = plain(child, fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
				return nil, err
			}
		}
	case nil, string, bool:
	case int:
		return json.Number(strconv.Itoa(v)), nil
	default: // other numbers; JSON's printer knows which it can say
		number, err := json.Marshal(v)
		if err != nil || !json.Valid(number) || number[0] == '{' {
			return nil, Invalid([]Problem{{Path: path, Code: "type", Message: "JSON has no such value."}})
		}
		return json.Number(number), nil
	}
	return v, nil
}

func yamlError(err error) error {
	return Errorf(CodeSyntax, "This is not valid YAML: %s.", strings.TrimPrefix(err.Error(), "yaml: "))
}

func tooDeep(depth int) error {
	if depth <= maxDepth {
		return nil
	}
	return Errorf(CodeTooLarge, "Nothing may be nested deeper than %d levels.", maxDepth)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
