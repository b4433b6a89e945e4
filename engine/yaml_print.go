package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// printYAML prints JSON as YAML in block style, its fields in their order. It
// builds nodes itself: YAML's readers refuse some of JSON's characters, and
// keys of over 1,024 bytes.
func printYAML(data []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	node, err := yamlNode(dec)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err = errors.Join(enc.Encode(node), enc.Close())
	return b.Bytes(), err
}

func yamlNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{}
	delim, ok := token.(json.Delim)
	if !ok {
		return n, yamlScalar(n, token)
	}
	n.Kind = yaml.SequenceNode
	if delim == '{' {
		n.Kind = yaml.MappingNode
	}
	for dec.More() {
		child, err := yamlNode(dec)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, child)
	}
	_, err = dec.Token()
	return n, err
}

// block finds the text that the library prints as a block it can read again.
var block = regexp.MustCompile(`^[^\s\pC\pZ](?:[\pL\pM\pN\pP\pS \t]*\n?)*$`)

func yamlScalar(n *yaml.Node, token json.Token) error {
	switch v := token.(type) {
	case json.Number:
		n.Kind, n.Value = yaml.ScalarNode, string(v)
		return nil
	case string:
		n.SetString(v)
		if isJSONNumber(v) || strings.Contains(v, "\n") && !block.MatchString(v) {
			n.Style = yaml.DoubleQuotedStyle
		}
		return nil
	default:
		return n.Encode(v)
	}
}
