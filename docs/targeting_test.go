package docs

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/agent"
	"github.com/lanekeeper/lanekeeper/engine"
)

// TestClauses wants a row for each type of condition, with the classes that the
// engine takes and package agent gives.
func TestClauses(t *testing.T) {
	part := section(t, "docs/targeting.md", "Audiences")
	part, _, _ = strings.Cut(part, "\n### ")
	same(t, "docs/targeting.md", firsts(part), constants(t, "engine", "ClauseType"))
	for _, row := range rows(part) {
		classes, closed := engine.Classes[engine.ClauseType(strings.Trim(row[0], "`"))]
		if !closed {
			continue
		}
		for _, class := range classes {
			if !strings.Contains(row[1]+row[2], "`"+class+"`") {
				t.Errorf("docs/targeting.md: %s lacks the class %s", row[0], class)
			}
		}
	}
	for kind, classes := range map[engine.ClauseType][]string{
		engine.ClauseDevice: agent.Devices, engine.ClauseBrowser: agent.Browsers, engine.ClauseOS: agent.Systems,
	} {
		if !slices.Equal(engine.Classes[kind], classes) {
			t.Errorf("the engine's classes of %s are %v, package agent's %v", kind, engine.Classes[kind], classes)
		}
	}
}

// holds reports whether a condition holds for an address and a referrer.
func holds(t *testing.T, clause, address, referrer string) bool {
	t.Helper()
	rules := project(t, fmt.Sprintf(`{"id": "shop", "audiences": [{"id": "a", "when": %s}],
		"experiments": [{"id": "1", "name": "x", "status": "running", "audiences": ["a"], "variations": [{"weight": 10000}]}]}`, clause))
	result, err := rules.Decide(engine.Visit{Visitor: "v1", URL: address, Facts: &engine.Facts{Referrer: &referrer}})
	if err != nil {
		t.Fatal(err)
	}
	return result.Decisions[0].Reason == engine.ReasonBucketed
}

// TestParameters wants the examples of decoded parameters to be what they say.
func TestParameters(t *testing.T) {
	list := rows(section(t, "docs/targeting.md", "Texts"))
	n := 0
	for _, row := range list {
		address := strings.Trim(row[0], "`")
		if !strings.HasPrefix(address, "?") {
			continue
		}
		n++
		want := strings.Trim(row[1], "`")
		if want == "the empty text" {
			want = ""
		}
		if !holds(t, fmt.Sprintf(`{"type": "query", "name": "q", "value": %q}`, want), "https://shop.example/"+address, "") {
			t.Errorf("docs/targeting.md: %s is not %q", address, want)
		}
	}
	if n == 0 {
		t.Fatal("docs/targeting.md has no example of a parameter")
	}
}

// TestSources wants the lists of hosts to be the engine's, and each line of the
// table to hold.
func TestSources(t *testing.T) {
	part := section(t, "docs/targeting.md", "Sources")
	for title, hosts := range map[string][]string{"Search engines": engine.Sources.SearchHosts, "Social networks": engine.Sources.SocialHosts} {
		line := regexp.MustCompile(`(?m)^- ` + title + `: (.*)\.$`).FindStringSubmatch(part)
		if line == nil {
			t.Fatalf("docs/targeting.md does not list %s", title)
		}
		var listed []string
		for _, found := range quoted.FindAllStringSubmatch(line[1], -1) {
			listed = append(listed, found[1])
		}
		same(t, "docs/targeting.md, "+title, listed, hosts)
	}
	ids := map[string]engine.Source{}
	mediums := map[string]engine.Source{}
	for _, row := range rows(part) {
		source := engine.Source(strings.Trim(row[1], "`"))
		for _, found := range quoted.FindAllStringSubmatch(row[0], -1) {
			switch {
			case strings.Contains(row[0], "click id"):
				ids[found[1]] = source
			case !strings.HasPrefix(found[1], "utm_") && !strings.Contains(found[1], "."):
				mediums[found[1]] = source
			}
		}
	}
	for what, pair := range map[string][2]map[string]engine.Source{"click ids": {ids, engine.Sources.ClickIDs}, "mediums": {mediums, engine.Sources.Mediums}} {
		if fmt.Sprint(pair[0]) != fmt.Sprint(pair[1]) {
			t.Errorf("docs/targeting.md has the %s %v, the engine %v", what, pair[0], pair[1])
		}
	}
	for id, source := range ids {
		if address := "https://shop.example/?" + url.QueryEscape(id); !holds(t, fmt.Sprintf(`{"type": "source", "value": %q}`, source), address, "https://a.example/") {
			t.Errorf("%s is not %s", address, source)
		}
	}
}

// TestChangeTypes wants a row for each type of change, with the fields that it
// needs.
func TestChangeTypes(t *testing.T) {
	listed := map[string][]string{}
	for _, row := range rows(section(t, "docs/project.md", "Change")) {
		for _, found := range quoted.FindAllStringSubmatch(row[1], -1) {
			if kind := strings.Trim(row[0], "`"); !strings.Contains(row[1], "[`"+found[1]+"`]") {
				listed[kind] = append(listed[kind], found[1])
			}
		}
	}
	faults := func(kind string) []engine.Problem {
		_, err := engine.Read(fmt.Appendf(nil, `{"id": "shop", "experiments": [{"name": "x", "status": "draft", "variations": [{"weight": 10000, "changes": [{"type": %q}]}]}]}`, kind), nil)
		problem := (*engine.Error)(nil)
		if !errors.As(err, &problem) {
			t.Fatalf("a change %q without fields: %v", kind, err)
		}
		return problem.Problems
	}
	_, types, _ := strings.Cut(faults("none")[0].Message, "one of ")
	types, _, _ = strings.Cut(types, "; ")
	var kinds []string
	for kind := range listed {
		kinds = append(kinds, kind)
		var needed []string
		for _, problem := range faults(kind) {
			if field := problem.Path[strings.LastIndex(problem.Path, ".")+1:]; problem.Code == "required" && field != "add" {
				needed = append(needed, field)
			}
		}
		if !slices.Equal(needed, listed[kind]) {
			t.Errorf("docs/project.md: a change %s needs %v, not %v", kind, needed, listed[kind])
		}
	}
	same(t, "docs/project.md", kinds, strings.Split(types, ", "))
}
