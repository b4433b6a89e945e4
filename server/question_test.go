package server

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/agent"
	"github.com/lanekeeper/lanekeeper/engine"
)

// audienceRules run an experiment with the id of each audience for it alone; ""
// is none.
func audienceRules(t *testing.T, fields string, audiences map[string]string) *engine.Rules {
	t.Helper()
	var all, experiments []string
	for id, when := range audiences {
		audience := ""
		if when != "" {
			all = append(all, fmt.Sprintf(`{"id":%q,"when":%s}`, id, when))
			audience = fmt.Sprintf(`"audiences":[%q],`, id)
		}
		experiments = append(experiments, fmt.Sprintf(`{"id":%q,"name":%[1]q,"status":"running",%svariations":[{"id":"1","weight":10000}]}`, id, audience+`"`))
	}
	project := fmt.Sprintf(`{"id":"shop",%s"audiences":[%s],"experiments":[%s]}`, fields, strings.Join(all, ","), strings.Join(experiments, ","))
	p, err := engine.Read([]byte(project), nil)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := engine.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// ask gives each experiment's reason.
func ask(t *testing.T, rules *engine.Rules, question string) (visitor string, reasons map[string]engine.Reason) {
	t.Helper()
	q, err := ReadQuestion([]byte(question))
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	answer, err := q.Decide(rules, time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	reasons = map[string]engine.Reason{}
	for _, d := range answer.Decisions {
		reasons[d.Experiment] = d.Reason
	}
	return answer.Visitor, reasons
}

func TestQuestionFacts(t *testing.T) {
	rules := audienceRules(t, "", map[string]string{
		"phone":     `{"type":"device","value":"phone"}`,
		"safari17":  `{"type":"browser","value":"safari","min":17}`,
		"ios":       `{"type":"os","value":"ios"}`,
		"german":    `{"type":"language","value":"de"}`,
		"referred":  `{"type":"referrer"}`,
		"wide":      `{"type":"viewport","min":1000}`,
		"gold":      `{"type":"attribute","name":"level","value":"gold"}`,
		"member":    `{"type":"cookie","name":"member","value":"1"}`,
		"new":       `{"type":"visitor","value":"new"}`,
		"old":       `{"type":"age","min":1}`,
		"atEight":   `{"type":"time","from":"08:00","to":"09:00","zone":"UTC"}`,
		"scheduled": `{"not":{"type":"attribute","name":"level","match":"exists"}}`,
	})
	const iPhone = `"user-agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"`
	in, out, unknown := "bucketed", "audience", "unknown"
	tests := []struct {
		question string
		want     map[string]string // by experiment; the others are unknown
	}{
		{`{"visitor":"v"}`, map[string]string{"atEight": in}},
		{`{"visitor":"v","now":"2026-12-01T08:00:00+01:00"}`, map[string]string{"atEight": out}},
		{`{"visitor":"v","headers":{}}`, map[string]string{"atEight": in}},
		{`{"visitor":"v","headers":{` + iPhone + `}}`, map[string]string{"atEight": in, "phone": in, "safari17": in, "ios": in}},
		{`{"visitor":"v","headers":{"User-Agent":"curl/8.0"}}`, map[string]string{"atEight": in, "phone": out, "safari17": out, "ios": out}},
		{`{"visitor":"v","headers":{"User-Agent":""}}`, map[string]string{"atEight": in, "phone": out, "safari17": out, "ios": out}},
		{`{"visitor":"v","headers":{"Accept-Language":"en;q=0.8, de-AT"}}`, map[string]string{"atEight": in, "german": in}},
		{`{"visitor":"v","headers":{"Accept-Language":"*, de;q=0"}}`, map[string]string{"atEight": in, "german": out}},
		{`{"visitor":"v","headers":{"Referer":"https://a.example/"}}`, map[string]string{"atEight": in, "referred": in}},
		{`{"visitor":"v","headers":{"Referer":""}}`, map[string]string{"atEight": in, "referred": out}},
		{`{"visitor":"v","attributes":{"level":"gold"}}`, map[string]string{"atEight": in, "gold": in, "scheduled": out}},
		{`{"visitor":"v","attributes":{}}`, map[string]string{"atEight": in, "gold": out, "scheduled": in}},
		{`{"visitor":"v","headers":{"Cookie":"a=b;\tmember=1; member=2"}}`, map[string]string{"atEight": in, "member": in, "new": in, "old": out}},
		{`{"visitor":"v","headers":{"Cookie":""}}`, map[string]string{"atEight": in, "member": out, "new": in, "old": out}},
		{
			`{"visitor":"v","headers":{"Cookie":"lk_visitor=0123456789abcdef0123456789abcdef.t1k2m3"}}`,
			map[string]string{"atEight": in, "member": out, "new": out, "old": in},
		},
		{`{"visitor":"v","headers":{"X-Other":"1","Sec-CH-UA-Mobile":"?1","Sec-GPC":"1"}}`, map[string]string{"atEight": in}},
	}
	for _, tt := range tests {
		_, got := ask(t, rules, tt.question)
		for id, reason := range got {
			want := tt.want[id]
			if want == "" {
				want = unknown
			}
			if string(reason) != want {
				t.Errorf("%s: %s is %s, not %s", tt.question, id, reason, want)
			}
		}
	}
}

func TestQuestionVisitorFromCookie(t *testing.T) {
	rules := audienceRules(t, `"cookiePrefix":"x",`, map[string]string{"a": ""})
	const id = "0123456789abcdef0123456789abcdef"
	cookie := `"headers":{"cookie":"x_visitor=` + id + `.t1k2m3; x_buckets.shop=1~a.1"}`
	tests := []struct{ question, visitor, reason string }{
		{`{` + cookie + `}`, id, "sticky"},
		{`{"visitor":"",` + cookie + `}`, id, "sticky"},
		{`{"pins":[],` + cookie + `}`, id, "bucketed"},
		{`{"visitor":"v",` + cookie + `}`, "v", "bucketed"},
		{`{"visitor":"v","pins":[["a","1"]],` + cookie + `}`, "v", "sticky"},
	}
	for _, tt := range tests {
		if visitor, reasons := ask(t, rules, tt.question); visitor != tt.visitor || string(reasons["a"]) != tt.reason {
			t.Errorf("%s: %s %s, not %s %s", tt.question, visitor, reasons["a"], tt.visitor, tt.reason)
		}
	}
	q, err := ReadQuestion([]byte(`{"headers":{"Cookie":"x_visitor=nobody"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.Decide(rules, time.Now()); engine.CodeOf(err) != engine.CodeInvalid {
		t.Errorf("without a visitor anywhere: %v", err)
	}
}

func TestQuestionPrivacyControl(t *testing.T) {
	for _, tt := range []struct{ control, header, reason string }{
		{"off", "1", "off"},
		{"off", "0", "bucketed"},
		{"ignore", "1", "bucketed"},
	} {
		rules := audienceRules(t, fmt.Sprintf(`"privacyControl":%q,`, tt.control), map[string]string{"a": ""})
		if _, reasons := ask(t, rules, fmt.Sprintf(`{"visitor":"v","headers":{"Sec-GPC":%q}}`, tt.header)); string(reasons["a"]) != tt.reason {
			t.Errorf("%+v: %s", tt, reasons["a"])
		}
	}
}

func TestReadQuestionRefuses(t *testing.T) {
	for question, want := range map[string]string{
		`{"headers":[]}`:                                  "headers type",
		`{"headers":{"Cookie":["a=b"]}}`:                  "headers type",
		`{"headers":{"Cookie":null}}`:                     "headers.Cookie type",
		`{"headers":{"Cookie":"a","cookie":"b"}}`:         "headers.cookie duplicate",
		`{"attributes":"gold"}`:                           "attributes type",
		`{"now":1}`:                                       "now type",
		`{"now":"tomorrow"}`:                              "now format",
		`{"now":"2026-12-01T08:00:00"}`:                   "now format",
		`{"header":{}}`:                                   "header unknown-field",
		`{"pins":[["a"]],"now":"x","headers":{"a":null}}`: "pins[0] format, headers.a type, now format",
	} {
		_, err := ReadQuestion([]byte(question))
		var list []string
		if invalid := (*engine.Error)(nil); errors.As(err, &invalid) {
			for _, p := range invalid.Problems {
				list = append(list, p.Path+" "+p.Code)
			}
		}
		if got := strings.Join(list, ", "); got != want {
			t.Errorf("%s: %q, not %q", question, got, want)
		}
	}
}

// The engine names the classes by itself, as it reads no user agents.
func TestClassesOfAgent(t *testing.T) {
	for clause, classes := range map[engine.ClauseType][]string{
		engine.ClauseDevice: agent.Devices, engine.ClauseBrowser: agent.Browsers, engine.ClauseOS: agent.Systems,
	} {
		if got, want := slices.Sorted(slices.Values(engine.Classes[clause])), slices.Sorted(slices.Values(classes)); !slices.Equal(got, want) {
			t.Errorf("%s: the engine takes %v, package agent gives %v", clause, got, want)
		}
	}
}
