//go:build browser

package server_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// scenario is one case of the suite: a file of testdata/conformance. Its front
// part, between two lines of three dashes, has these fields.
type scenario struct {
	name string // the file's, without its ending
	page string // a template, the whole document

	Project  yaml.Node         // the project's form; its id is "site" unless it says so
	Changes  []string          // instead of project: the short form of func changes
	Host     string            // where the page stands; site.localhost
	Path     string            // with the query; "/"
	HTTPS    bool              // the site and the origin are served by https
	File     bool              // the page is opened from a folder, by file:
	Headers  map[string]string // of the page's response; values are templates
	Cookies  []string          // Set-Cookie headers of the page's first response
	Pages    map[string]string // more pages, templates: path to document
	Origin   mode              // what Lanekeeper's origin does at first; "up"
	Requests map[string]tally  // see expectations
	Skip     map[string]string // browser to reason
}

// mode is what the origin does.
type mode string

const (
	up      mode = "up"
	down    mode = "down"    // connections end without an answer
	failing mode = "error"   // 500
	garbage mode = "garbage" // 200, and a page of HTML
	hanging mode = "hang"    // no answer before the case ends
)

// tally is how often something has to be asked for: a number, or "any".
type tally int

const anyNumber tally = -1

func (n *tally) UnmarshalYAML(node *yaml.Node) error {
	if node.Value == "any" {
		*n = anyNumber
		return nil
	}
	return node.Decode((*int)(n))
}

// scenarios reads all cases there are.
func scenarios(t *testing.T) (all []*scenario) {
	t.Helper()
	files, err := filepath.Glob("testdata/conformance/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no cases", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := readScenario(strings.TrimSuffix(filepath.Base(file), ".html"), text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, s)
	}
	return all
}

func readScenario(name string, text []byte) (*scenario, error) {
	s := &scenario{name: name, Host: "site.localhost", Path: "/", Origin: up}
	front, page, ok := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "\n---\n")
	if !ok || !bytes.HasPrefix(text, []byte("---\n")) {
		return nil, fmt.Errorf("there is no front part between lines of three dashes")
	}
	d := yaml.NewDecoder(strings.NewReader(front))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil {
		return nil, err
	}
	s.page = page
	return s, nil
}

// form is the project that the origin serves.
func (s *scenario) form() ([]byte, error) {
	if s.Project.IsZero() {
		return changes(s.Changes...), nil
	}
	if s.Changes != nil {
		return nil, fmt.Errorf("project and changes exclude each other")
	}
	form := map[string]any{"id": "site"}
	if err := s.Project.Decode(&form); err != nil {
		return nil, err
	}
	return yaml.Marshal(form)
}
