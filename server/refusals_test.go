package server

import (
	"slices"
	"strings"
	"testing"
)

// TestRefusals sends what must be refused: each with its status, code, field
// and sentence, and everything is as it was afterwards.
func TestRefusals(t *testing.T) {
	s := start(t)
	experiment := func(fields string) string {
		return `{"name":"New","status":"draft","variations":[{"id":"a","weight":10000}]` + fields + `}`
	}
	project := func(fields string) string { return `{"id":"shop","experiments":[]` + fields + `}` }
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code, field, says        string // a part of the answer; field of a problem
	}{
		{"no such project", "GET", "/v1/projects/none", "", nil, 404, "not-found", "", `no project \"none\"`},
		{"no such experiment", "GET", "/v1/projects/shop/experiments/99", "", nil, 404, "not-found", "", `no experiment \"99\"`},
		{"shares of no project", "GET", "/v1/projects/none/shares", "", nil, 404, "not-found", "", "none"},
		{"experiments of no project", "GET", "/v1/projects/none/experiments", "", nil, 404, "not-found", "", "none"},
		{"a new experiment in no project", "POST", "/v1/projects/none/experiments", experiment(""), nil, 404, "not-found", "", "none"},
		{"start in no project", "POST", "/v1/projects/none/experiments/1/start", "", nil, 404, "not-found", "", "none"},
		{"start of no experiment", "POST", "/v1/projects/shop/experiments/99/start", "", nil, 404, "not-found", "", "99"},
		{"no such address", "GET", "/v1/nothing", "", nil, 404, "not-found", "", "nothing at this address"},
		{"no such action", "POST", "/v1/projects/shop/experiments/1/explode", "", nil, 404, "not-found", "", "nothing at this address"},
		{"wrong method", "DELETE", "/v1/projects/shop", "", nil, 405, "forbidden", "", "method"},
		{"start by GET", "GET", "/v1/projects/shop/experiments/1/start", "", nil, 405, "forbidden", "", "method"},

		{"not JSON", "POST", "/v1/projects", `{"id":`, nil, 400, "syntax", "", "not valid JSON"},
		{"no body", "POST", "/v1/projects", "", nil, 400, "syntax", "", "JSON object"},
		{"a list", "PUT", "/v1/projects/shop", "[]", nil, 400, "syntax", "", "JSON object"},
		{"YAML called JSON", "PUT", "/v1/projects/shop", "id: shop", []string{"Content-Type", "application/json"}, 400, "syntax", "", "JSON object"},
		{"broken YAML", "PUT", "/v1/projects/shop", "id: [", []string{"Content-Type", "application/yaml"}, 400, "syntax", "", "YAML"},
		{"another type", "PUT", "/v1/projects/shop", project(""), []string{"Content-Type", "text/plain"}, 415, "syntax", "", "application/json"},
		{"no type that can be read", "PUT", "/v1/projects/shop", project(""), []string{"Content-Type", ";;"}, 415, "syntax", "", "application/json"},
		{"a form", "POST", "/v1/projects", "id=shop", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "syntax", "", "application/json"},
		{"a form of fields that begins like JSON", "POST", "/v1/projects", "{=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 400, "syntax", "", "JSON"},
		{"compressed", "PUT", "/v1/projects/shop", project(""), []string{"Content-Encoding", "gzip"}, 415, "syntax", "", "not compressed"},
		{"too large", "PUT", "/v1/projects/shop", project("") + strings.Repeat(" ", adminBodyLimit), nil, 413, "too-large", "", "too large"},
		{"nested too deep", "PUT", "/v1/projects/shop", `{"experiments":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}", nil, 413, "too-large", "", "nested"},

		{"a question of another type", "POST", "/v1/projects/shop/decide", `{"visitor":"v"}`, []string{"Content-Type", "text/plain"}, 415, "syntax", "", "application/json"},
		{"a compressed question", "POST", "/v1/projects/shop/decide", `{"visitor":"v"}`, []string{"Content-Encoding", "gzip"}, 415, "syntax", "", "not compressed"},

		{"nothing", "PUT", "/v1/projects/shop", `{}`, nil, 422, "invalid", "experiments", `"message":"experiments: This field is missing."`},
		{"an unknown field", "PUT", "/v1/projects/shop", project(`,"colour":"red"`), nil, 422, "invalid", "colour", "no such field"},
		{"a wrong type", "PUT", "/v1/projects/shop", project(`,"holdoutShare":"5%"`), nil, 422, "invalid", "holdoutShare", "whole number"},
		{"a share out of range", "PUT", "/v1/projects/shop", project(`,"holdoutShare":10001`), nil, 422, "invalid", "holdoutShare", "10001"},
		{"another id", "PUT", "/v1/projects/shop", `{"id":"shoe","experiments":[]}`, nil, 422, "invalid", "id", "cannot be changed"},
		{"a malformed id", "POST", "/v1/projects", `{"id":"a b","experiments":[]}`, nil, 422, "invalid", "id", "a b"},
		{"a malformed id in the address", "PUT", "/v1/projects/a%20b", `{"experiments":[]}`, nil, 422, "invalid", "id", "An id is"},
		{"a project without id", "POST", "/v1/projects", `{"experiments":[]}`, nil, 422, "invalid", "id", "missing"},
		{"a project that exists", "POST", "/v1/projects", project(""), nil, 409, "taken", "id", "already"},
		{"an experiment of another project", "PUT", "/v1/projects/shop", `{"experiments":[{"id":"77","name":"X","status":"draft","variations":[{"weight":10000}]}]}`, nil, 409, "taken", "experiments[0].id", "project other"},

		{"weights", "POST", "/v1/projects/shop/experiments", `{"name":"New","status":"draft","variations":[{"id":"a","weight":9999}]}`, nil, 422, "invalid", "experiments[5].variations", "9999"},
		{"no variations", "POST", "/v1/projects/shop/experiments", `{"name":"New"}`, nil, 422, "invalid", "experiments[5].variations", "at least one"},
		{"an unknown page", "POST", "/v1/projects/shop/experiments", experiment(`,"pages":["cart"]`), nil, 422, "invalid", "experiments[5].pages[0]", "cart"},
		{"an unknown field of an experiment", "POST", "/v1/projects/shop/experiments", experiment(`,"colour":1`), nil, 422, "invalid", "experiments[5].colour", "no such field"},
		{"an experiment that exists", "POST", "/v1/projects/shop/experiments", experiment(`,"id":"1"`), nil, 409, "taken", "experiments[5].id", "already"},
		{"an id that another project has", "POST", "/v1/projects/shop/experiments", experiment(`,"id":"77"`), nil, 409, "taken", "experiments[5].id", "project other"},
		{"that id by PUT", "PUT", "/v1/projects/shop/experiments/77", experiment(""), nil, 409, "taken", "experiments[5].id", "project other"},
		{"another experiment's id", "PUT", "/v1/projects/shop/experiments/2", experiment(`,"id":"3"`), nil, 422, "invalid", "experiments[1].id", "cannot be changed"},
		{"broken JavaScript", "POST", "/v1/projects/shop/experiments", `{"name":"N","variations":[{"weight":10000,"changes":[{"type":"js","code":"let = ;"}]}]}`, nil, 422, "invalid", "experiments[5].variations[0].changes[0].code", `"line":1`},
		{"a name error, running", "POST", "/v1/projects/shop/experiments", `{"name":"[Group_A][Group_B] N","status":"running","variations":[{"weight":10000}]}`, nil, 422, "invalid", "experiments[5].name", "several-groups"},
		{"variations that cannot be told", "PUT", "/v1/projects/shop/experiments/1", `{"name":"[ME] Hero","status":"running","variations":[{"name":"Original","weight":5000},{"name":"Huge","weight":5000}]}`, nil, 422, "invalid", "experiments[0].variations[1].id", "1b"},
		{"experiments that cannot be told", "PUT", "/v1/projects/other", `{"force":"off","experiments":[{"name":"Menu 2","status":"running","variations":[{"id":"a","weight":10000}]}]}`, nil, 422, "invalid", "experiments[0].id", "77"},

		{"a second holdout", "POST", "/v1/projects/shop/experiments/4/start", "", nil, 422, "invalid", "experiments[3].name", "already the running holdout"},
		{"start of an archived one", "POST", "/v1/projects/shop/experiments/5/start", "", nil, 422, "invalid", "experiments[4].status", "has the status archived, and cannot be started"},
		{"pause of a draft", "POST", "/v1/projects/shop/experiments/2/pause", "", nil, 422, "invalid", "experiments[1].status", "cannot be paused"},
		{"end of a draft", "POST", "/v1/projects/shop/experiments/2/end", "", nil, 422, "invalid", "experiments[1].status", "cannot be ended"},
		{"archiving a running one", "POST", "/v1/projects/shop/experiments/1/archive", "", nil, 422, "invalid", "experiments[0].status", "only one with the status draft or paused or ended can"},

		{"a stale revision", "PUT", "/v1/projects/shop", project(""), []string{"If-Match", `"7"`}, 409, "conflict", "", "revision 1"},
		{"a weak revision", "PUT", "/v1/projects/shop", project(""), []string{"If-Match", `W/"1"`}, 409, "conflict", "", "revision 1"},
		{"a revision of nothing", "PUT", "/v1/projects/none", `{"experiments":[]}`, []string{"If-Match", `"1"`}, 409, "conflict", "", "none"},
		{"anything where nothing is", "PUT", "/v1/projects/none", `{"experiments":[]}`, []string{"If-Match", "*"}, 409, "conflict", "", "none"},
		{"a stale start", "POST", "/v1/projects/shop/experiments/2/start", "", []string{"If-Match", `"2"`}, 409, "conflict", "", "revision 1"},
		{"a stale experiment", "PUT", "/v1/projects/shop/experiments/2", experiment(""), []string{"If-Match", `"0"`}, 409, "conflict", "", "revision 1"},

		{"a question that is no object", "POST", "/v1/projects/shop/decide", "[]", nil, 400, "syntax", "", "JSON object"},
		{"a question without a visitor", "POST", "/v1/projects/shop/decide", `{}`, nil, 422, "invalid", "visitor", "1 to 128"},
		{"a long visitor", "POST", "/v1/projects/shop/decide", `{"visitor":"` + strings.Repeat("é", 129) + `"}`, nil, 422, "invalid", "visitor", "1 to 128"},
		{"a visitor of another type", "POST", "/v1/projects/shop/decide", `{"visitor":7}`, nil, 422, "invalid", "visitor", "number"},
		{"pins that are none", "POST", "/v1/projects/shop/decide", `{"visitor":"v","pins":[["1","1a"],["1"]]}`, nil, 422, "invalid", "pins[1]", "pair"},
		{"forcing the unknown", "POST", "/v1/projects/shop/decide", `{"visitor":"v","force":{"1":"zz"}}`, nil, 422, "invalid", "force.1", "zz"},
		{"an unknown field of a question", "POST", "/v1/projects/shop/decide", `{"visitor":"v","when":1}`, nil, 422, "invalid", "when", "no such field"},
		{"a question with more behind it", "POST", "/v1/projects/shop/decide", `{"visitor":"v"} {}`, nil, 400, "syntax", "", "after the end"},
		{"a question that is not JSON", "POST", "/v1/projects/shop/decide", `{"visitor"`, nil, 400, "syntax", "", "JSON"},
		{"a question about no project", "POST", "/v1/projects/none/decide", `{"visitor":"v"}`, nil, 404, "not-found", "", "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := s.everything()
			a := s.call(test.method, test.path, test.body, test.headers...)
			var f Failure
			a.into(t, &f)
			if a.status != test.status || string(f.Error.Code) != test.code || !strings.Contains(a.body, test.says) || f.Error.Message == "" {
				t.Errorf("status %d: %s", a.status, a.body)
			}
			var fields []string
			for _, p := range f.Error.Problems {
				fields = append(fields, p.Path)
			}
			if test.field != "" && !slices.Contains(fields, test.field) || test.field == "" && len(fields) > 1 {
				t.Errorf("the fields are %q, want %q", fields, test.field)
			}
			if strings.Contains(f.Error.Message, ":\n") || strings.HasSuffix(f.Error.Message, ":") {
				t.Errorf("the sentence is not whole: %q", f.Error.Message)
			}
			for name, want := range map[string]string{
				"Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			} {
				if a.header.Get(name) != want {
					t.Errorf("%s is %q", name, a.header.Get(name))
				}
			}
			if after := s.everything(); after != before {
				t.Errorf("something changed:\n%s\n%s", before, after)
			}
		})
	}
	if strings.Contains(s.log.String(), "A project was changed") {
		t.Errorf("a change was logged: %s", s.log)
	}
}

// TestProblemsTogether: all that is wrong is said at once.
func TestProblemsTogether(t *testing.T) {
	s := start(t)
	a := s.call("PUT", "/v1/projects/shop", `{"id":"shop","holdoutShare":-1,"force":"maybe","experiments":[{"id":"9","name":"N","status":"draft",
		"variations":[{"weight":1,"changes":[{"type":"js","code":"("}]}]}]}`)
	var f Failure
	a.into(t, &f)
	if len(f.Error.Problems) != 4 {
		t.Errorf("%d problems: %s", len(f.Error.Problems), a.body)
	}
}

func TestHostAndToken(t *testing.T) {
	s := open(t, Config{Store: memory(t, shop), AdminHosts: []string{"Admin.Example", "proxy.example:8443"}}, nil)
	s.awaitLoaded()
	_, port, _ := strings.Cut(strings.TrimPrefix(s.admin, "http://"), ":")
	for host, status := range map[string]int{
		"127.0.0.1:" + port: 200, "localhost:" + port: 200, "LOCALHOST:" + port: 200, "[::1]:" + port: 200,
		"admin.example": 200, "admin.example:9000": 200, "proxy.example:8443": 200,
		"evil.example:" + port: 403, "evil.example": 403, "127.0.0.1:1": 403, "localhost": 403, "proxy.example": 403,
		"127.0.0.1.evil.example:" + port: 403, "admin.example.evil.example": 403, "xadmin.example": 403,
	} {
		if a := s.call("GET", "/v1/projects", "", "Host", host); a.status != status {
			t.Errorf("Host %s: %d, want %d: %s", host, a.status, status, a.body)
		}
		if a := s.call("POST", "/v1/projects/shop/experiments/2/pause", "", "Host", host); status == 403 && (a.status != 403 || !strings.Contains(a.body, `"forbidden"`)) {
			t.Errorf("Host %s: %d for a change", host, a.status)
		}
	}
	for _, authorization := range []string{"", "Bearer", "Bearer ", "Bearer wrong", "Basic " + s.Token, s.Token, "Bearer " + s.Token + "x", "Bearer " + s.Token[:10]} {
		for _, path := range []string{"/v1/projects", "/v1/projects/shop", "/v1/nothing"} {
			a := s.send("GET", s.admin+path, "", "Authorization", authorization)
			if a.status != 401 || a.header.Get("WWW-Authenticate") != "Bearer" || !strings.Contains(a.body, `"unauthorized"`) {
				t.Errorf("%q %s: %d %s", authorization, path, a.status, a.body)
			}
		}
	}
	if a := s.send("GET", s.admin+"/healthz", ""); a.status != 200 {
		t.Errorf("health needs a token: %s", a.body)
	}
	if a := s.send("GET", s.admin+"/v1/projects", "", "Authorization", "bearer "+s.Token); a.status != 200 {
		t.Errorf("the scheme's case counts: %s", a.body)
	}
	if a := s.get("/js/shop.js", "Host", "evil.example"); a.status != 200 {
		t.Errorf("the public server minds its name: %d", a.status)
	}
}
