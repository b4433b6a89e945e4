package snippet

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// The debugger speaks in the engine's words, and its file is public: it has
// nothing that the snippet keeps to itself, and no changes.
func TestDebuggerIsPublic(t *testing.T) {
	rules, err := engine.Compile(everything())
	if err != nil {
		t.Fatal(err)
	}
	script, err := testBuilder.Debugger(rules, 3)
	if err != nil {
		t.Fatal(err)
	}
	file := string(script)
	for _, r := range engine.Reasons {
		if !strings.Contains(file, r.Sentence) {
			t.Errorf("it cannot say %q", r.Sentence)
		}
	}
	lower := strings.ToLower(file)
	for _, secret := range []string{"secret", "draft1", `"10"`, "idle", "retired", "hero", "h1{", "textcontent"} {
		if strings.Contains(lower, secret) {
			t.Errorf("the file contains %q", secret)
		}
	}
	for kind, word := range clauseWords {
		if word == "" {
			t.Errorf("kind %d of clauses has no word", kind)
		}
	}
	if len(clauseWords) != int(kindCode)+1 {
		t.Errorf("%d kinds of clauses have words, want %d", len(clauseWords), kindCode+1)
	}
}

// TestDebuggerAgrees runs the debugger beside snippets of random projects, in
// pages of random visitors: each condition that it shows has to say the same as
// the decision that the page made.
func TestDebuggerAgrees(t *testing.T) {
	const projects = 60
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	const prelude = "console.log = (line) => told.push(line); console.table = (table) => told.push(table); console.warn = () => {};" +
		"history = { pushState() {}, replaceState() {} }; MutationObserver = class { observe() {} disconnect() {} }; document.querySelector = () => null;\n"
	var cases []inPage
	for i := range projects {
		g := generator{rand.New(rand.NewPCG(seed, uint64(i)))}
		p := g.project()
		rules, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		debugger, err := testBuilder.Debugger(rules, 3)
		if err != nil {
			t.Fatal(err)
		}
		file, err := testBuilder.Snippet(rules, 3)
		if err != nil {
			t.Fatal(err)
		}
		v := g.visit(p)
		pins := []string{"1"}
		for _, pin := range v.Pins {
			pins = append(pins, pin[0]+"."+pin[1])
		}
		v.Facts.Cookie += fmt.Sprintf("; lk_visitor=%016x%016x.t1k2m3; lk_buckets.%s=%s", g.Uint64(), g.Uint64(), p.ID, strings.Join(pins, "~"))
		v.Facts.Cookie = strings.TrimPrefix(v.Facts.Cookie, "; ")
		address := "https://shop.example" + g.one("/", "/hats", "/hats/", "/Hats/12?a=1", "/?"+url.QueryEscape(g.query()), "/?a=1&b=2")
		cases = append(cases, inPage{prelude + string(debugger) + ";" + string(file), address, v.Facts})
	}
	var got []struct{ Told []json.RawMessage }
	inNode(t, "", inPagesJS, cases, &got)
	reasons := map[string]int{}
	for i := range got {
		tables := 0
		for _, told := range got[i].Told {
			var table map[string]map[string]any
			if json.Unmarshal(told, &table) != nil {
				if strings.Contains(string(told), "stays as it is") {
					t.Errorf("project %d: it decides otherwise: %s", i, told)
				}
				continue
			}
			tables++
			for id, row := range table {
				reasons[row["reason"].(string)]++
				if fault := disagrees(row); fault != "" {
					t.Errorf("project %d, experiment %s: %s\n%v", i, id, fault, row)
				}
			}
		}
		if tables != 1 {
			t.Errorf("project %d has %d tables: %s\n%s", i, tables, got[i].Told, cases[i].Script)
		}
	}
	for _, reason := range []string{"lane", "holdout", "slot", "page", "audience", "schedule", "traffic", "sticky", "bucketed"} {
		if reasons[reason] == 0 {
			t.Logf("nobody had the reason %s", reason)
		}
	}
}

// disagrees says where a line of the debugger contradicts its own decision.
func disagrees(row map[string]any) string {
	says := func(column string) string {
		text, _ := row[column].(string)
		word, _, _ := strings.Cut(strings.ReplaceAll(text, ",", ":"), ":")
		return word
	}
	reason := row["reason"].(string)
	columns := []string{"schedule", "layer", "holdout", "slot", "page", "audience", "traffic"}
	stopped := map[string]string{"lane": "layer", "slot": "slot", "page": "page", "audience": "audience", "schedule": "schedule", "traffic": "traffic"}
	if in := reason == "sticky" || reason == "bucketed"; in {
		for _, column := range columns {
			if says(column) == "no" && !(reason == "sticky" && column == "traffic") {
				return column + " says no"
			}
		}
	}
	if column := stopped[reason]; column != "" && says(column) != "no" {
		return column + " does not say no"
	}
	if reason == "holdout" && says("layer") != "no" && says("holdout") != "no" {
		return "nothing holds the visitor out"
	}
	if bucket, _ := row["bucket"].(string); reason == "bucketed" && !strings.HasSuffix(bucket, ": "+row["variation"].(string)) {
		return "the bucket is another variation's"
	}
	if reason == "sticky" && row["pin"] != row["variation"] {
		return "the pin is another"
	}
	return ""
}
