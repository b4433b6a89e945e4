package server

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDemo(t *testing.T) {
	files := fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html>home")}, "lanes.html": {Data: []byte("<!doctype html>lanes")},
		"demo.css": {Data: []byte("body{}")}, "demo.js": {Data: []byte("1")}, "icon.svg": {Data: []byte("<svg/>")},
	}
	s := open(t, Config{Store: memory(t, shop), Demo: &Demo{Files: files, Project: "shop"}}, nil)
	s.awaitLoaded()
	for _, test := range []struct {
		path   string
		status int
		kind   string
		body   string
	}{
		{"/", 307, "", ""},
		{"/demo", 307, "", ""},
		{"/demo/", 200, "text/html; charset=utf-8", "<!doctype html>home"},
		{"/demo/lanes", 200, "text/html; charset=utf-8", "<!doctype html>lanes"},
		{"/demo/demo.css", 200, "text/css; charset=utf-8", "body{}"},
		{"/demo/demo.js", 200, scriptType, "1"},
		{"/demo/icon.svg", 200, "image/svg+xml", "<svg/>"},
		{"/demo/none.js", 404, "application/json; charset=utf-8", ""},
		{"/demo/%2e%2e/server.go", 404, "application/json; charset=utf-8", ""},
		{"/demo//etc/passwd", 404, "application/json; charset=utf-8", ""},
		{"/demo/.", 404, "application/json; charset=utf-8", ""},
	} {
		a := s.get(test.path)
		if a.status != test.status || a.header.Get("Content-Type") != test.kind || test.body != "" && a.body != test.body {
			t.Errorf("%s: %d %q %q", test.path, a.status, a.header.Get("Content-Type"), a.body)
		}
		if a.status == 307 && a.header.Get("Location") != "/demo/" {
			t.Errorf("%s leads to %q", test.path, a.header.Get("Location"))
		}
	}
	if a := s.get("/js/shop.js"); a.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("without an age: %q", a.header.Get("Cache-Control"))
	}
	if a := s.get("/demo/decide.js"); a.status != 200 || !strings.Contains(a.body, "lanekeeperDecide") || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("decide.js: %d %.100s", a.status, a.body)
	}

	var state struct {
		Project      string
		Revision     uint64
		HoldoutShare int
		Reasons      map[string]string
		Experiments  []summary
	}
	s.change(200, "POST", "/v1/projects/shop/experiments/1/pause", "")
	if err := json.Unmarshal([]byte(s.get("/demo/state.json").body), &state); err != nil {
		t.Fatal(err)
	}
	if state.Project != "shop" || state.Revision != 2 || state.HoldoutShare != 500 || state.Reasons["lane"] == "" || len(state.Experiments) != 5 {
		t.Errorf("state: %+v", state)
	}
	if paused, holdout := state.Experiments[0], state.Experiments[2]; paused.Status != "paused" || paused.LetIn != nil || holdout.LetIn == nil || *holdout.LetIn != 0.05 {
		t.Errorf("experiments: %+v", state.Experiments)
	}
}
