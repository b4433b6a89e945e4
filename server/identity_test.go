package server

import (
	"strings"
	"testing"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// TestIdentify writes experiments as id=name, and what comes of them.
func TestIdentify(t *testing.T) {
	for _, test := range []struct{ before, next, want string }{
		{"1=A 2=B", "=A =B", "1=A 2=B"},
		{"1=A 2=B", "=B =A", "2=B 1=A"},
		{"1=A 2=B", "=A =B =C", "1=A 2=B =C"},
		{"1=A 2=B", "=C =A =B", "=C 1=A 2=B"},
		{"1=A 2=B", "=A", "1=A"},
		{"1=A 2=B", "", ""},
		{"", "=A =A", "=A =A"},
		{"1=A", "=B", "? 0 1"},
		{"1=A 2=B", "=A =C", "? 1 2"},
		{"1=A 2=B", "1=C =A 2=B", "1=C =A 2=B"}, // 1 was renamed, and another has its name now
		{"1=A 2=A", "=A =A", "1=A 2=A"},
		{"1=A 2=A", "2=A =A", "2=A 1=A"},
		{"1=A 2=B", "3=C =A", "3=C 1=A"},
		{"1=A 2=B", "3=C =D", "? 1 1"},
		{"1= 2=", "= =", "1= 2="},
	} {
		next := experimentsOf(test.next)
		var got []string
		for _, p := range identify("e", "experiment", experimentsOf(test.before), next, experimentNames) {
			at, _, _ := strings.Cut(strings.TrimPrefix(p.Path, "e["), "]")
			_, id, _ := strings.Cut(p.Message, "or experiment ")
			id, _, _ = strings.Cut(id, " ")
			got = append(got, at+" "+id)
		}
		result := "? " + strings.Join(got, ", ")
		if got == nil {
			var all []string
			for _, e := range next {
				all = append(all, e.ID+"="+e.Name)
			}
			result = strings.Join(all, " ")
		}
		if result != test.want {
			t.Errorf("%s, then %s: %s, want %s", test.before, test.next, result, test.want)
		}
	}
}

func experimentsOf(text string) (list []engine.Experiment) {
	for field := range strings.FieldsSeq(text) {
		id, name, _ := strings.Cut(field, "=")
		list = append(list, engine.Experiment{ID: id, Name: name})
	}
	return list
}

func FuzzReadQuestion(f *testing.F) {
	for _, seed := range []string{
		`{"visitor":"v","pins":[["1","a"]],"url":"https://a/","force":{"1":"1b"},"forceOnly":true,"explain":true}`,
		`{"headers":{"Cookie":"lk_visitor=0123456789abcdef0123456789abcdef.t1k2m3; a","User-Agent":"x","Accept-Language":"de;q=0,*"},"attributes":{"a":[1]},"now":"2026-12-01T08:00:00Z"}`,
		`{"headers":{"a":null},"now":"x"}`, `{"pins":[null]}`, `{"pins":[["a",null]]}`, `null`, `[]`, `{"visitor":"\ud800"}`, `{"x":1}`, "{} {}",
	} {
		f.Add([]byte(seed))
	}
	p, err := engine.Read([]byte(shop), nil)
	if err != nil {
		f.Fatal(err)
	}
	rules, err := engine.Compile(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := ReadQuestion(data)
		if err == nil {
			_, err = q.Decide(rules, time.Unix(0, 0))
		}
		if code := engine.CodeOf(err); err != nil && code != engine.CodeInvalid && code != engine.CodeSyntax {
			t.Errorf("%q: %v", data, err)
		}
	})
}
