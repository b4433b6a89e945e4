package engine

import (
	"encoding/json"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzClause: nothing panics; a clause that is accepted is the same when it is
// printed and read again, and has an answer, whatever is known, that more facts
// do not contradict.
func FuzzClause(f *testing.F) {
	var vectors []audienceVector
	readVectors(f, "audiences.json", &vectors)
	for i := 0; i < len(vectors); i += 4 {
		facts, _ := json.Marshal(vectors[i].Facts.Attributes)
		f.Add([]byte(vectors[i].Clause), vectors[i].Facts.URL, string(facts))
	}
	f.Add([]byte(`{"all":[{"any":[{"not":{}}]}]}`), "?a=%", `{"a":1e400}`)
	f.Fuzz(func(t *testing.T, form []byte, address, attributes string) {
		p, err := Read([]byte(`{"id":"s","experiments":[],"audiences":[{"id":"a","when":`+string(form)+`}]}`), nil)
		if err != nil {
			if code := CodeOf(err); code != CodeInvalid && code != CodeSyntax && code != CodeTooLarge {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		text, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Read(text, nil); err != nil || !reflect.DeepEqual(p, again) {
			t.Fatalf("it reads as %+v, %v, want %+v", again, err, p)
		}
		rules, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		var pushed map[string]any
		_ = json.Unmarshal([]byte(attributes), &pushed) // nil is unknown
		facts := &Facts{
			Attributes: pushed, DataLayer: any(pushed), Cookies: map[string]string{"a": address}, Referrer: &address, Languages: []string{address}, Device: "bot", Browser: "other",
			BrowserVersion: 1, OS: "other", TimeZone: "UTC", ViewportWidth: new(0), Created: new(time.Unix(0, 0)),
		}
		if pushed == nil {
			facts.DataLayer = nil
		}
		for i := range rules.Audiences {
			when := &rules.Audiences[i].When
			at := newTarget(address)
			full, none := sight{address, &at, facts, time.Unix(1e9, 0)}, sight{address, &at, &noFacts, time.Time{}}
			if few, all := when.holds(&none), when.holds(&full); few != unknown && few != all {
				t.Fatalf("%s with few facts, %s with more", few, all)
			}
		}
	})
}

var decimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// FuzzText: decoding agrees with the standard library wherever that has an
// answer, and numbers with the grammar that docs/targeting.md has.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "a+b", "%", "%4", "%41", "%zz%41", "%C3%BC", "%FF", "%ED%A0%80", "%F4%90%80%80", "1", "-1.5e+3", "1e", ".5", "0x1", "١", "a=b&c=d", "&&=", "x=%41&x=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := decodePlus(text)
		if want, err := url.QueryUnescape(text); err == nil && utf8.ValidString(text) && utf8.ValidString(want) && got != want {
			t.Fatalf("%q is %q, want %q", text, got, want)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("%q is no longer UTF-8: %q", text, got)
		}
		if value, has := parameter("x="+url.QueryEscape(text)+"&x=2", "x"); utf8.ValidString(text) && (!has || value != text) {
			t.Fatalf("the parameter %q is %q", text, value)
		}
		parameter(text, "x")
		n, ok := number(text)
		if ok != decimal.MatchString(text) {
			t.Fatalf("%q is a number: %t", text, ok)
		}
		if want, err := strconv.ParseFloat(text, 64); ok && err == nil && n != want {
			t.Fatalf("%q is %v, want %v", text, n, want)
		}
	})
}
