package server

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// whole is the answer to reading or writing a project or an experiment.
type whole struct {
	Revision   uint64
	Was        engine.Status
	Project    engine.Project
	Experiment engine.Experiment
}

func (s *site) change(status int, method, path, body string, headers ...string) (w whole) {
	s.t.Helper()
	a := s.must(status, method, path, body, headers...)
	a.into(s.t, &w)
	if tag := a.header.Get("ETag"); tag != revisionTag(w.Revision) {
		s.t.Errorf("%s %s: ETag %s of revision %d", method, path, tag, w.Revision)
	}
	return w
}

// shows asserts whether a text is in the snippet that is served right now.
func (s *site) shows(project, text string, want bool) {
	s.t.Helper()
	if got := strings.Contains(s.get("/js/"+project+".js").body, text); got != want {
		s.t.Errorf("%q in the snippet of %s: %t", text, project, got)
	}
}

// Visitors keep the pins of a removed experiment, so its number is not given to
// another, also not by a form that knows nothing of it.
func TestRemovedNumbersAreNotGivenAgain(t *testing.T) {
	s := start(t)
	const one = `{"id":"shop","experiments":[{"id":"1","name":"Hero","status":"draft","variations":[{"id":"1a","weight":10000}]}]}`
	s.change(201, "POST", "/v1/projects/shop/experiments", `{"id":"9","name":"Last","variations":[{"weight":10000}]}`)
	for _, want := range []string{"10", "11", "12"} {
		s.change(200, "PUT", "/v1/projects/shop", one)
		if w := s.change(201, "POST", "/v1/projects/shop/experiments", `{"name":"New","variations":[{"weight":10000}]}`); w.Experiment.ID != want {
			t.Errorf("the new experiment is %s, want %s", w.Experiment.ID, want)
		}
	}
}

func TestProjects(t *testing.T) {
	s := start(t)
	if list := s.must(200, "GET", "/v1/projects", ""); list.body != `{"projects":[`+
		`{"id":"other","name":"","revision":1,"experiments":1,"running":1},`+
		`{"id":"shop","name":"Shop","revision":1,"experiments":5,"running":2}]}`+"\n" {
		t.Errorf("the list is %s", list.body)
	}

	form := `{"id":"new","experiments":[{"name":"First","status":"running","variations":[{"weight":5000},{"weight":5000,"changes":[{"type":"css","code":".fresh{top:1px}"}]}]}]}`
	created := s.must(201, "POST", "/v1/projects", form)
	if created.header.Get("Location") != "/v1/projects/new" {
		t.Errorf("Location %q", created.header.Get("Location"))
	}
	s.shows("new", ".fresh", true)
	var w whole
	created.into(t, &w)
	if e := w.Project.Experiments[0]; w.Revision != 1 || e.ID == "" || e.ID == "1" || e.ID == "77" || e.Salt != e.ID || e.Variations[1].ID != "b" {
		t.Errorf("created %+v", w)
	}
	if w := s.change(200, "PUT", "/v1/projects/new", form); w.Revision != 1 {
		t.Errorf("the same form again made revision %d", w.Revision)
	}
	if w := s.change(200, "GET", "/v1/projects/new", ""); w.Revision != 1 || w.Project.ID != "new" {
		t.Errorf("read %+v", w)
	}

	yaml := "id: new\nexperiments:\n- {name: First, status: paused, variations: [{weight: 5000}, {weight: 5000, changes: [{type: css, code: '.fresh{top:1px}'}]}]}\n" +
		"- {name: Second, status: running, variations: [{weight: 10000, changes: [{type: css, code: '.second{top:1px}'}]}]}"
	w2 := s.change(200, "PUT", "/v1/projects/new", yaml, "Content-Type", "application/yaml; charset=utf-8", "If-Match", `"0", "1"`)
	if w2.Revision != 2 || len(w2.Project.Experiments) != 2 || w2.Project.Experiments[0].ID != w.Project.Experiments[0].ID {
		t.Errorf("replaced %+v", w2)
	}
	s.shows("new", ".fresh", false)
	s.shows("new", ".second", true)

	if w := s.change(201, "PUT", "/v1/projects/by-put", `{"experiments":[]}`); w.Revision != 1 || w.Project.ID != "by-put" {
		t.Errorf("created by PUT: %+v", w)
	}
	if a := s.get("/js/by-put.js"); a.status != 200 {
		t.Errorf("its snippet: %d", a.status)
	}
}

func TestExperiments(t *testing.T) {
	s := start(t)
	created := s.must(201, "POST", "/v1/projects/shop/experiments",
		`{"name":"[me] Footer","variations":[{"weight":5000},{"weight":5000,"changes":[{"type":"css","code":".footer{top:1px}"}]}]}`)
	if created.header.Get("Location") != "/v1/projects/shop/experiments/6" {
		t.Errorf("Location %q", created.header.Get("Location"))
	}
	var w whole
	created.into(t, &w)
	if w.Revision != 2 || w.Experiment.ID != "6" || w.Experiment.Status != engine.Draft || w.Experiment.Traffic != engine.Whole {
		t.Errorf("created %+v", w)
	}
	s.shows("shop", ".footer", false)

	// The status may be left out: it stays. So may ids, where names tell.
	s.change(200, "POST", "/v1/projects/shop/experiments/6/start", "")
	w = s.change(200, "PUT", "/v1/projects/shop/experiments/6",
		`{"name":"Footer","variations":[{"weight":2500},{"weight":7500,"changes":[{"type":"css","code":".feet{top:1px}"}]}]}`)
	if w.Revision != 4 || w.Experiment.Status != engine.Running || w.Experiment.Variations[1].ID != "b" || w.Experiment.Variations[1].Weight != 7500 {
		t.Errorf("replaced %+v", w)
	}
	s.shows("shop", ".feet", true)
	if w := s.change(201, "PUT", "/v1/projects/shop/experiments/named", `{"id":"named","name":"Named","variations":[{"weight":10000}]}`, "If-Match", `"4"`); w.Experiment.ID != "named" {
		t.Errorf("created by PUT: %+v", w)
	}
	if w := s.change(200, "GET", "/v1/projects/shop/experiments/6", ""); w.Experiment.Name != "Footer" || w.Revision != 5 {
		t.Errorf("read %+v", w)
	}
	list := s.must(200, "GET", "/v1/projects/shop/experiments", "")
	for _, part := range []string{
		`{"revision":5,"experiments":[{"id":"1"`, `{"experiments":`, // either order of fields
		`{"id":"1","name":"[ME] Hero","title":"Hero","status":"running","scope":"[ME]","role":"exclusive","variations":[{"id":"1a","name":"Original","weight":5000},{"id":"1b","name":"Big","weight":5000}],"letIn":0.95,"enters":0.95}`,
		`{"id":"2","name":"[Group_A] Prices","title":"Prices","status":"draft","scope":"[Group_A]","role":"shared","variations":[{"id":"2a","name":"","weight":5000},{"id":"2b","name":"","weight":5000}]}`,
		`"scope":"[ME]","role":"holdout","variations":[{"id":"3a","name":"","weight":10000}],"letIn":0.05,"enters":0.05}`,
	}[1:] {
		if !strings.Contains(list.body, part) {
			t.Errorf("%s is not in the list: %s", part, list.body)
		}
	}
}

// TestIssues: a name that was likely meant otherwise is saved, and said.
func TestIssues(t *testing.T) {
	s := start(t)
	s.must(201, "POST", "/v1/projects/shop/experiments", `{"name":"[me] Footer","variations":[{"weight":10000}]}`)
	if list := s.must(200, "GET", "/v1/projects/shop/experiments", ""); !strings.Contains(list.body, `"issues":[{"code":"tag-spelling","severity":"warning"`) {
		t.Errorf("the issue is not in the list: %s", list.body)
	}
}

func TestActions(t *testing.T) {
	s := start(t)
	for i, step := range []struct {
		action   string
		was, is  engine.Status
		revision uint64
	}{
		{"start", engine.Draft, engine.Running, 2},
		{"start", engine.Running, engine.Running, 2},
		{"pause", engine.Running, engine.Paused, 3},
		{"pause", engine.Paused, engine.Paused, 3},
		{"start", engine.Paused, engine.Running, 4},
		{"end", engine.Running, engine.Ended, 5},
		{"end", engine.Ended, engine.Ended, 5},
		{"start", engine.Ended, engine.Running, 6},
		{"pause", engine.Running, engine.Paused, 7},
		{"end", engine.Paused, engine.Ended, 8},
		{"archive", engine.Ended, engine.Archived, 9},
		{"archive", engine.Archived, engine.Archived, 9},
	} {
		w := s.change(200, "POST", "/v1/projects/shop/experiments/2/"+step.action, "")
		if w.Was != step.was || w.Experiment.Status != step.is || w.Experiment.ID != "2" || w.Revision != step.revision {
			t.Errorf("step %d, %s: was %s, is %s, revision %d", i, step.action, w.Was, w.Experiment.Status, w.Revision)
		}
		s.shows("shop", "Draft words", step.is == engine.Running)
		if now := s.change(200, "GET", "/v1/projects/shop/experiments/2", ""); now.Experiment.Status != step.is || now.Revision != step.revision {
			t.Errorf("step %d, %s: it reads %s at revision %d", i, step.action, now.Experiment.Status, now.Revision)
		}
	}
}

// TestParallelActions: whatever is acknowledged is in the snippet by then, and
// stays in it, however many change the project at a time.
func TestParallelActions(t *testing.T) {
	const experiments = 12
	var list []string
	for i := range experiments {
		list = append(list, fmt.Sprintf(`{"id":"p%d","name":"P%d","status":"draft","variations":[{"weight":10000,"changes":[{"type":"css","code":".p%d-end{top:1px}"}]}]}`, i, i, i))
	}
	s := open(t, Config{Store: memory(t, `{"id":"many","experiments":[`+strings.Join(list, ",")+`]}`)}, nil)
	s.awaitLoaded()
	var all sync.WaitGroup
	for i := range experiments {
		all.Go(func() {
			at, text := fmt.Sprintf("/v1/projects/many/experiments/p%d/", i), fmt.Sprintf(".p%d-end", i)
			for round, action := range []string{"start", "pause", "start"} {
				if a := s.call("POST", at+action, ""); a.status != 200 {
					t.Errorf("%s: %s", at+action, a.body)
				}
				s.shows("many", text, round != 1)
			}
		})
	}
	all.Wait()
	if w := s.change(200, "GET", "/v1/projects/many", ""); w.Revision != 1+3*experiments {
		t.Errorf("revision %d after %d changes", w.Revision, 3*experiments)
	}
	for i := range experiments {
		s.shows("many", fmt.Sprintf(".p%d-end", i), true)
	}
}

// TestParallelCreation: ids are unique in the installation, also when projects
// are created at the same time.
func TestParallelCreation(t *testing.T) {
	s := open(t, Config{Store: memory(t)}, nil)
	s.awaitLoaded()
	ids := make(chan string, 8)
	var all sync.WaitGroup
	for i := range cap(ids) {
		all.Go(func() {
			a := s.call("POST", "/v1/projects", fmt.Sprintf(`{"id":"p%d","experiments":[{"name":"E","status":"draft","variations":[{"weight":10000}]}]}`, i))
			var w whole
			a.into(t, &w)
			if a.status != 201 {
				t.Errorf("%d: %s", i, a.body)
				return
			}
			ids <- w.Project.Experiments[0].ID
		})
	}
	all.Wait()
	close(ids)
	seen := map[string]bool{}
	for id := range ids {
		if seen[id] {
			t.Errorf("the id %s was made twice", id)
		}
		seen[id] = true
	}
}

func TestDecideAndShares(t *testing.T) {
	s := start(t)
	if a := s.must(200, "GET", "/v1/projects/shop/shares", ""); a.body != `{"revision":1,"shares":{"1":{"letIn":0.95,"enters":0.95},"3":{"letIn":0.05,"enters":0.05}}}`+"\n" || a.header.Get("ETag") != `"1"` {
		t.Errorf("shares: %s", a.body)
	}
	a := s.must(200, "POST", "/v1/projects/shop/decide", `{"visitor":"v1","pins":[["1","1b"]]}`)
	if a.body != `{"revision":1,"visitor":"v1","decisions":{"1":{"variation":"1b","reason":"sticky"},"3":{"variation":null,"reason":"lane"}}}`+"\n" {
		t.Errorf("decisions: %s", a.body)
	}
	a = s.must(200, "POST", "/v1/projects/shop/decide", `{"visitor":"v1","pins":[["1","1b"]],"url":"https://elsewhere.example/"}`)
	if !strings.Contains(a.body, `"1":{"variation":null,"reason":"page"}`) {
		t.Errorf("decisions elsewhere: %s", a.body)
	}
	a = s.must(200, "POST", "/v1/projects/shop/decide", `{"visitor":"v1","force":{"2":"2b"},"forceOnly":true,"explain":true}`)
	for _, part := range []string{`"2":{"variation":"2b","reason":"forced"}`, `"1":{"variation":null,"reason":"off"}`, `"trace":{"visitor":"v1"`, `"sentence":"The variation was forced`} {
		if !strings.Contains(a.body, part) {
			t.Errorf("%s is not in %s", part, a.body)
		}
	}
}
