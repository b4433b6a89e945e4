package engine

import (
	"os"
	"reflect"
	"testing"
)

// FuzzRead: nothing panics; what is accepted compiles, and is the same when it
// is printed, in either form, and read again.
func FuzzRead(f *testing.F) {
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, vector := range decisionVectors(f)[:6] {
		f.Add([]byte(vector.Project))
	}
	for _, seed := range []string{
		"", "{", "id: shop", `{"id":"shop","name":"\ud83d\ude00\u2028\u007f\ud800"}`, "id: shop\nname: |\n  a\n   b\n", bomb(4, "x"),
		`{"id":"s","experiments":[{"name":"x","status":"draft","forced":{"` + "\u0085" + `":"a"},"variations":[{"weight":10000,"value":{"\n":[1e400,-0.0,null,true]}}]}]}`,
		"id: s\npages: [{id: p, include: [{match: regex, value: '(?i)k[^a-z/]{2,}'}, {match: simple, value: 'www.a:80/b/'}]}]",
		"id: s\ngroups: [{id: g, sticky: rebucket, slots: [{ranges: [[0, 10], [20, 30]], experiments: []}]}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(data, nil)
		if err != nil {
			if code := CodeOf(err); code != CodeInvalid && code != CodeSyntax && code != CodeTooLarge {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		if _, err := Compile(p); err != nil {
			t.Fatal(err)
		}
		for form, text := range printed(t, p) {
			again, err := Read(text, nil)
			if err != nil {
				t.Fatalf("%s: %v\n%s", form, err, text)
			}
			if !reflect.DeepEqual(p, again) {
				t.Fatalf("%s reads as\n%+v, want\n%+v", form, again, p)
			}
		}
	})
}
