package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestParseJSON answers the vectors of package tagparser, as scripts see it.
func TestParseJSON(t *testing.T) {
	data, err := os.ReadFile("../../tagparser/testdata/name-tags.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []map[string]any
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, v := range vectors {
		name, err := json.Marshal(v["name"])
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(name, '\n'))
	}
	status, out, errs := lanekeeper(t, in.String(), "parse", "--json")
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if status != 0 || errs != "" || len(lines) != len(vectors) || len(vectors) == 0 {
		t.Fatalf("status %d, %d lines for %d names: %s", status, len(lines), len(vectors), errs)
	}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, field := range []string{"name", "exclusive", "holdout", "group", "title"} {
			if got[field] != vectors[i][field] {
				t.Errorf("%v: %s is %v, want %v", vectors[i]["name"], field, got[field], vectors[i][field])
			}
		}
		issues, want := got["issues"].([]any), vectors[i]["issues"].([]any)
		if len(issues) != len(want) {
			t.Errorf("%s: %d issues, want %d", line, len(issues), len(want))
			continue
		}
		for n := range issues {
			issue := issues[n].(map[string]any)
			if issue["code"] != want[n] {
				t.Errorf("%s: issue %d is %v, want %v", line, n, issue["code"], want[n])
			}
			for _, field := range []string{"severity", "offset", "length", "message"} {
				if issue[field] == nil {
					t.Errorf("%s: issue %d has no %s", line, n, field)
				}
			}
		}
	}
}

// TestDecideVectors answers the vectors of package engine.
func TestDecideVectors(t *testing.T) {
	data, err := os.ReadFile("../../engine/testdata/decisions.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name    string
		Project json.RawMessage
		Shares  map[string]map[string]float64
		Cases   []struct {
			Visitor any
			Pins    any
			URL     any
			Expect  map[string]any
		}
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	answered := 0
	for _, v := range vectors {
		file := write(t, "project.json", string(v.Project))
		var in strings.Builder
		var expect []map[string]any
		for _, c := range v.Cases {
			if c.Expect == nil || c.URL != nil {
				continue
			}
			line, err := json.Marshal(map[string]any{"visitor": c.Visitor, "pins": c.Pins})
			if err != nil {
				t.Fatal(err)
			}
			in.Write(append(line, '\n'))
			expect = append(expect, c.Expect)
		}
		status, out, errs := lanekeeper(t, in.String(), "decide", "-f", file)
		if status != 0 {
			t.Errorf("%s: %d %s", v.Name, status, errs)
			continue
		}
		for i, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
			var got struct{ Decisions map[string]any }
			if err := json.Unmarshal([]byte(line), &got); err != nil || !reflect.DeepEqual(got.Decisions, expect[i]) {
				t.Errorf("%s: %s, want %v", v.Name, line, expect[i])
			}
			answered++
		}
		var shares map[string]map[string]float64
		_, out, _ = lanekeeper(t, "", "shares", "-f", file, "--json")
		if err := json.Unmarshal([]byte(out), &shares); err != nil {
			t.Fatal(err)
		}
		for id, want := range v.Shares {
			for field, value := range want {
				if got := shares[id][field]; got-value > 1e-9 || value-got > 1e-9 {
					t.Errorf("%s: %s of %s is %v, want %v", v.Name, field, id, got, value)
				}
			}
		}
	}
	if answered < 100 {
		t.Errorf("only %d cases", answered)
	}
}

func TestLines(t *testing.T) {
	file := write(t, "project.yaml", shop)
	long := strings.Repeat("x", maxLine+100)
	for _, test := range []struct {
		name    string
		args    []string
		in, out string
		status  int
	}{
		{"nothing", []string{"parse", "--json"}, "", "", 0},
		{
			"blank lines and carriage returns",
			[]string{"parse", "--json"},
			"\n\"A\"\r\n  \n\"B\"",
			`{"name":"A","exclusive":false,"holdout":false,"group":"","title":"A","issues":[]}` + "\n" +
				`{"name":"B","exclusive":false,"holdout":false,"group":"","title":"B","issues":[]}` + "\n", 0,
		},
		{
			"not a string, not JSON, two values",
			[]string{"parse", "--json"},
			"null\n7\nx\n\"a\" \"b\"\n\"<&>\"\n",
			`{"line":1,"error":{"code":"syntax","message":"This line is not a JSON string."}}` + "\n" +
				`{"line":2,"error":{"code":"syntax","message":"This line is not a JSON string."}}` + "\n" +
				`{"line":3,"error":{"code":"syntax","message":"This line is not a JSON string."}}` + "\n" +
				`{"line":4,"error":{"code":"syntax","message":"This line is not a JSON string."}}` + "\n" +
				`{"name":"<&>","exclusive":false,"holdout":false,"group":"","title":"<&>","issues":[]}` + "\n", 3,
		},
		{
			"a line that is too long",
			[]string{"parse", "--json"},
			long + "\n\"A\"\n",
			`{"line":1,"error":{"code":"too-large","message":"The line is longer than 16777216 bytes."}}` + "\n" +
				`{"name":"A","exclusive":false,"holdout":false,"group":"","title":"A","issues":[]}` + "\n", 3,
		},
		{
			"decisions",
			[]string{"decide", "-f", file},
			`{"visitor":"v1","pins":[["1","b"]]}` + "\n" + `{"pins":[]}` + "\n" + `{"visitor":"v1","pins":[["1"]]}`,
			`{"visitor":"v1","decisions":{"1":{"variation":"b","reason":"sticky"},"2":{"variation":null,"reason":"lane"}}}` + "\n" +
				`{"line":2,"error":{"code":"invalid","message":"visitor: A visitor id has 1 to 128 characters.","problems":[{"path":"visitor","code":"format","message":"A visitor id has 1 to 128 characters."}]}}` + "\n" +
				`{"line":3,"error":{"code":"invalid","message":"pins[0]: A pin is a pair of ids: [\"experiment\", \"variation\"].","problems":[{"path":"pins[0]","code":"format","message":"A pin is a pair of ids: [\"experiment\", \"variation\"]."}]}}` + "\n", 3,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, out, errs := lanekeeper(t, test.in, test.args...)
			if status != test.status || out != test.out {
				t.Errorf("status %d\n%s\nwant %d\n%s", status, out, test.status, test.out)
			}
			if (errs != "") != (test.status != 0) {
				t.Errorf("standard error: %q", errs)
			}
		})
	}
	status, out, _ := lanekeeper(t, `{"visitor":"v1"}`, "decide", "-f", file, "--explain")
	if status != 0 || !strings.Contains(out, `"trace":{"visitor":"v1","layers":[{"scope":"[ME]"`) {
		t.Errorf("explained: %d %s", status, out)
	}
}

// TestPages: an address in the line wins over the flag, and without either all
// pages match.
func TestPages(t *testing.T) {
	file := write(t, "p.json", `{"id":"p","pages":[{"id":"home","include":[{"match":"exact","value":"https://a.example/"}]}],
		"experiments":[{"id":"1","name":"N","status":"running","pages":["home"],"variations":[{"id":"a","weight":10000}]}]}`)
	for _, test := range []struct{ in, url, reason string }{
		{`{"visitor":"v"}`, "", "bucketed"},
		{`{"visitor":"v"}`, "https://b.example/", "page"},
		{`{"visitor":"v"}`, "https://a.example/", "bucketed"},
		{`{"visitor":"v","url":"https://a.example/"}`, "https://b.example/", "bucketed"},
	} {
		if _, out, errs := lanekeeper(t, test.in, "decide", "-f", file, "--url", test.url); !strings.Contains(out, `"reason":"`+test.reason+`"`) {
			t.Errorf("%+v: %s%s", test, out, errs)
		}
	}
}

func TestForPeople(t *testing.T) {
	status, out, errs := lanekeeper(t, "", "parse", "[me] Hero", "[Group_A_ME] Hat\x1b[31m", "[Group_A] holdout", "[Group_A] B", "[ME] C")
	want := `"[me] Hero"
  title: "[me] Hero"
  untagged: it excludes nothing

  [me] Hero
  ^~~~
  warning, tag-spelling: [me] is not a tag: it is part of the title and keeps nobody apart. Type [ME].
  corrected: [ME] Hero

"[Group_A_ME] Hat\x1b[31m"
  title: "Hat\x1b[31m"
  scope [Group_A], exclusive: its visitors enter no other experiment of the group, and no [ME] experiment

"[Group_A] holdout"
  title: "holdout"
  scope [Group_A], holdout: its visitors meet no experiment of the scope

"[Group_A] B"
  title: "B"
  scope [Group_A], shared: its visitors enter the group's other shared experiments too, and no [ME] experiment

"[ME] C"
  title: "C"
  scope [ME], exclusive: its visitors enter no other [ME] experiment and no group

`
	if status != 0 || out != want || errs != "" {
		t.Errorf("%d\n%s%s", status, out, errs)
	}
	_, out, _ = lanekeeper(t, shop, "shares", "-f", "-")
	if want := "ID  LET IN  ENTERS  NAME\n1   95.00%  95.00%  \"[ME] Hero\"\n2   5.00%   5.00%   \"[ME] holdout\"\n"; out != want {
		t.Errorf("shares:\n%s", out)
	}
}

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	script, preview, asked := filepath.Join(dir, "shop.js"), filepath.Join(dir, "shop.preview.js"), filepath.Join(dir, "shop.asked.js")
	status, out, errs := lanekeeper(t, shop, "build", "-f", "-", "-o", script, "--preview", preview, "--revision", "17")
	if status != 0 || out != "" || strings.Count(errs, " as brotli\n") != 3 {
		t.Errorf("%d %q %q", status, out, errs)
	}
	for file, shows := range map[string]map[string]bool{
		script:  {".hero": true, ".draft": false, ".old": false, "Hero": false, "17": true},
		preview: {".hero": true, ".draft": true, ".old": false, "Hero": false, "lk_opt_out": true, "console.table": true},
		asked:   {".hero": false, ".draft": false, "preview.js": true, "import.meta.url": true, "as asked": true},
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range shows {
			if strings.Contains(string(data), text) != want {
				t.Errorf("%s is in %s: %t", text, filepath.Base(file), !want)
			}
		}
	}
	if _, out, _ := lanekeeper(t, shop, "build", "-f", "-", "--revision", "17"); out == "" || out != read(t, script) {
		t.Error("standard output gets another snippet")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 3 {
		t.Errorf("the directory holds %v, %v", files, err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestExitStatuses(t *testing.T) {
	file := write(t, "good.yaml", shop)
	broken := write(t, "broken.json", `{"id":"shop","colour":1,"experiments":[{"id":"1","name":"N","status":"never","variations":[{"weight":1}]}]}`)
	code := write(t, "code.json", `{"id":"s","experiments":[{"id":"1","name":"N","status":"draft","variations":[{"id":"a","weight":10000,"changes":[{"type":"js","code":"let x = ;"}]}]}]}`)
	off := write(t, "off.json", `{"id":"s","force":"off","experiments":[]}`)
	for _, test := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--help"}, 0, ""},
		{[]string{"--version"}, 0, ""},
		{nil, 0, ""},
		{[]string{"nonsense"}, 2, `unknown command "nonsense"`},
		{[]string{"parse"}, 2, "at least one name"},
		{[]string{"parse", "--json", "name"}, 2, "standard input"},
		{[]string{"parse", "--nonsense", "x"}, 2, "unknown flag"},
		{[]string{"decide"}, 2, "-f project.json"},
		{[]string{"decide", "-f", "-"}, 2, "standard input"},
		{[]string{"decide", "-f", file, "more"}, 2, "unknown command"},
		{[]string{"decide", "-f", "no-such-file"}, 4, "no file no-such-file"},
		{[]string{"shares", "-f", t.TempDir()}, 8, "cannot be read"},
		{[]string{"shares", "-f", broken}, 3, "colour: There is no such field."},
		{[]string{"shares", "-f", broken}, 3, "experiments[0].status"},
		{[]string{"build", "-f", code}, 3, "line 1"},
		{[]string{"build", "-f", off, "-o", filepath.Join(t.TempDir(), "off.js"), "--preview", filepath.Join(t.TempDir(), "off.preview.js")}, 0, ""},
		{[]string{"build", "-f", file, "-o", "/no/such/directory/x.js"}, 8, "cannot be written"},
		{[]string{"build", "-f", file, "--revision", "x"}, 2, "revision"},
		{[]string{"build", "-f", file, "--preview", "preview.js"}, 2, "<name>.preview.js"},
		{[]string{"build", "-f", file, "--preview", "-"}, 2, "<name>.preview.js"},
		{[]string{"build", "-f", file, "--preview", "files/.preview.js"}, 2, "<name>.preview.js"},
		{[]string{"apply", "-f", file}, 2, "--token"},
		{[]string{"apply", "-f", file, "--token", "t", "--server", "://"}, 2, "not an address"},
		{[]string{"apply", "-f", file, "--token", "t", "--server", "localhost:8081"}, 2, "not an address"},
		{[]string{"apply", "-f", file, "--token", "t", "--server", "http://127.0.0.1:1"}, 8, "cannot be reached"},
		{[]string{"apply", "-f", broken, "--token", "t"}, 3, "colour"},
		{[]string{"serve", "--admin-host", "https://admin.shop.example"}, 2, "--admin-host"},
		{[]string{"serve", "--max-age", "-5s"}, 2, "--max-age"},
		{[]string{"serve", "--public", "127.0.0.1:99999"}, 8, "--public"},
	} {
		status, out, errs := lanekeeper(t, "", test.args...)
		if status != test.status || !strings.Contains(errs, test.says) {
			t.Errorf("%q: %d, %s", test.args, status, errs)
		}
		if status != 0 && out != "" {
			t.Errorf("%q: printed %q", test.args, out)
		}
		if status == 2 && !strings.Contains(errs, "--help") {
			t.Errorf("%q: no hint: %s", test.args, errs)
		}
	}
}

// TestHelp: every command has an example, and says what it is for.
func TestHelp(t *testing.T) {
	for _, command := range newRoot().Commands() {
		if command.Short == "" || command.Long == "" || !strings.Contains(command.Example, "lanekeeper "+command.Name()) {
			t.Errorf("%s has too little help", command.Name())
		}
	}
}

func TestEnvironment(t *testing.T) {
	file := write(t, "p.yaml", shop)
	t.Setenv("LANEKEEPER_FILE", file)
	t.Setenv("LANEKEEPER_JSON", "true")
	if status, out, errs := lanekeeper(t, "", "shares"); status != 0 || !strings.HasPrefix(out, "{") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	if status, out, _ := lanekeeper(t, "", "shares", "--json=false"); status != 0 || !strings.HasPrefix(out, "ID") {
		t.Errorf("the flag does not win: %d %s", status, out)
	}
	t.Setenv("LANEKEEPER_MAX_AGE", "soon")
	if status, _, errs := lanekeeper(t, "", "serve"); status != 2 || !strings.Contains(errs, "LANEKEEPER_MAX_AGE") {
		t.Errorf("%d %s", status, errs)
	}
}
