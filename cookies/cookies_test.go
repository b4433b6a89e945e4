package cookies

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const someID = "0123456789abcdef0123456789abcdef"

func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/cookies.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Project, Header string
		Visitor         *string
		Created         *int64
		Pins            [][2]string
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		var want Visitor
		if v.Visitor != nil {
			want = Visitor{*v.Visitor, *v.Created}
		}
		var wantPins []Pin
		for _, p := range v.Pins {
			wantPins = append(wantPins, Pin{p[0], p[1]})
		}
		visitor, pins := Read(v.Header, Names{Project: v.Project})
		if visitor != want || !slices.Equal(pins, wantPins) {
			t.Errorf("Read(%q) = %v, %v; want %v, %v", v.Header, visitor, pins, want, wantPins)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		names            Names
		visitor, buckets string
	}{
		{Names{Project: "shop"}, "lk_visitor", "lk_buckets.shop"},
		{Names{Project: "shop", Environment: "staging"}, "lk_visitor", "lk_buckets.shop.staging"},
		{Names{Prefix: "ab", Project: "shop"}, "ab_visitor", "ab_buckets.shop"},
	} {
		if got := test.names.Visitor(); got != test.visitor {
			t.Errorf("%+v: visitor cookie %q, want %q", test.names, got, test.visitor)
		}
		if got := test.names.Buckets(); got != test.buckets {
			t.Errorf("%+v: bucket cookie %q, want %q", test.names, got, test.buckets)
		}
	}
}

// TestRead holds what the vectors leave out.
func TestRead(t *testing.T) {
	long := strings.Repeat("a", 40)
	visitor := Visitor{someID, 1295}
	tests := []struct {
		label, header string
		names         Names
		visitor       Visitor
		pins          []Pin
	}{
		{"spaces and tabs around pairs", " \tlk_visitor=" + someID + ".zz\t ;\t lk_buckets.shop=1~1.a \t", Names{}, visitor, []Pin{{"1", "a"}}},
		{"no other white space", "\u00A0lk_visitor=" + someID + ".zz;\nlk_buckets.shop=1~1.a", Names{}, Visitor{}, nil},
		{"white space inside a pair", "lk_visitor =" + someID + ".zz; lk_buckets.shop= 1~1.a", Names{}, Visitor{}, nil},
		{"white space inside a value", "lk_buckets.shop=1~1.a ~2.b", Names{}, Visitor{}, []Pin{{"2", "b"}}},
		{"a pair without a name", "=lk_visitor; lk_visitor; ;;=", Names{}, Visitor{}, nil},
		{"quotes", `lk_visitor="` + someID + `.zz"; lk_buckets.shop="1~1.a"`, Names{}, Visitor{}, nil},
		{"escapes", "lk_buckets.shop=1%7E1.a; lk%5Fbuckets.shop=1~1.a", Names{}, Visitor{}, nil},
		{"letter case of names", "LK_visitor=" + someID + ".zz; lk_Buckets.shop=1~1.a", Names{}, Visitor{}, nil},
		{"upper-case hexadecimal digits", "lk_visitor=" + strings.ToUpper(someID) + ".zz", Names{}, Visitor{}, nil},
		{"upper-case time", "lk_visitor=" + someID + ".ZZ", Names{}, Visitor{}, nil},
		{"no time", "lk_visitor=" + someID + ".", Names{}, Visitor{}, nil},
		{"a sign before the time", "lk_visitor=" + someID + ".-1; lk_visitor=" + someID + ".+1", Names{}, Visitor{}, nil},
		{"a time of 8 digits", "lk_visitor=" + someID + ".zzzzzzzz", Names{}, Visitor{someID, maxCreated}, nil},
		{"a time of 9 digits", "lk_visitor=" + someID + ".000000001", Names{}, Visitor{}, nil},
		{"the time 0", "lk_visitor=" + someID + ".0; lk_visitor=" + strings.Repeat("f", 32) + ".1", Names{}, Visitor{someID, 0}, nil},
		{"a tie", "lk_visitor=" + someID + ".zz; lk_visitor=" + strings.Repeat("f", 32) + ".0zz", Names{}, visitor, nil},
		{"times are compared as numbers", "lk_visitor=" + strings.Repeat("f", 32) + ".100; lk_visitor=" + someID + ".zz", Names{}, visitor, nil},
		{"a malformed copy", "lk_visitor=x; lk_visitor=" + someID + ".zz", Names{}, visitor, nil},
		{"a further part of the value", "lk_visitor=" + someID + ".zz.1", Names{}, Visitor{}, nil},
		{"a second equals sign", "lk_buckets.shop=1~1.a=~2.b", Names{}, Visitor{}, []Pin{{"2", "b"}}},
		{"the longest ids", "lk_buckets.shop=1~" + long + "." + long, Names{}, Visitor{}, []Pin{{long, long}}},
		{"too long ids", "lk_buckets.shop=1~" + long + "a.a~a." + long + "a~3.c", Names{}, Visitor{}, []Pin{{"3", "c"}}},
		{"ids begin with a letter or digit", "lk_buckets.shop=1~_1.a~1.-a~1_-.a-_", Names{}, Visitor{}, []Pin{{"1_-", "a-_"}}},
		{"ids are ASCII", "lk_buckets.shop=1~é.a~1.漢~1.a\n", Names{}, Visitor{}, nil},
		{"other versions", "lk_buckets.shop=10~1.a; lk_buckets.shop=~2.b; lk_buckets.shop=11; lk_buckets.shop=", Names{}, Visitor{}, nil},
		{"an experiment named twice in one value", "lk_buckets.shop=1~1.a~2.b~1.c~1.d", Names{}, Visitor{}, []Pin{{"2", "b"}, {"1", "d"}}},
		{"names of objects' properties", "lk_buckets.shop=1~constructor.a~toString.b", Names{}, Visitor{}, []Pin{{"constructor", "a"}, {"toString", "b"}}},
		{"another environment's", "lk_buckets.shop=1~1.a; lk_buckets.shop.staging=1~2.b", Names{Environment: "staging"}, Visitor{}, []Pin{{"2", "b"}}},
		{"only the main environment's", "lk_buckets.shop=1~1.a; lk_buckets.shop.staging=1~2.b", Names{}, Visitor{}, []Pin{{"1", "a"}}},
		{"another project's", "lk_buckets.shop2=1~1.a; lk_buckets.sho=1~2.b", Names{}, Visitor{}, nil},
		{"another prefix", "lk_visitor=" + someID + ".1; ab_visitor=" + someID + ".zz; ab_buckets.shop=1~1.a", Names{Prefix: "ab"}, visitor, []Pin{{"1", "a"}}},
	}
	for _, test := range tests {
		test.names.Project = "shop"
		visitor, pins := Read(test.header, test.names)
		if visitor != test.visitor || !slices.Equal(pins, test.pins) {
			t.Errorf("%s: Read(%q) = %v, %v; want %v, %v", test.label, test.header, visitor, pins, test.visitor, test.pins)
		}
	}
}

func TestNewVisitor(t *testing.T) {
	bytes := "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef and more"
	v, err := NewVisitor(strings.NewReader(bytes), 1756135227)
	if err != nil || v != (Visitor{someID, 1756135227}) {
		t.Fatalf("got %+v, %v", v, err)
	}
	if got, want := v.String(), someID+".t1k2m3"; got != want {
		t.Errorf("got the value %q, want %q", got, want)
	}
	if v, err := NewVisitor(strings.NewReader(bytes[:15]), 1); !errors.Is(err, io.ErrUnexpectedEOF) || v != (Visitor{}) {
		t.Errorf("too few random bytes: got %+v, %v", v, err)
	}
	for _, now := range []int64{-1, maxCreated + 1} {
		if v, err := NewVisitor(strings.NewReader(bytes), now); err == nil || v != (Visitor{}) {
			t.Errorf("at %d: got %+v, %v", now, v, err)
		}
	}
	for _, now := range []int64{0, maxCreated} {
		v, err := NewVisitor(strings.NewReader(bytes), now)
		if got, _ := Read("lk_visitor="+v.String(), Names{}); err != nil || got != v {
			t.Errorf("at %d: wrote %+v (%v), read %+v", now, v, err, got)
		}
	}
}

func TestVisitorStringRefuses(t *testing.T) {
	for _, v := range []Visitor{{}, {someID, -1}, {someID, maxCreated + 1}, {someID + "; Domain=x", 1}, {"abc", 1}, {strings.ToUpper(someID), 1}} {
		if got := v.String(); got != "" {
			t.Errorf("%#v has the value %q, want none", v, got)
		}
	}
}

func TestAttributes(t *testing.T) {
	const always = "; Path=/; SameSite=Lax; Max-Age=34560000"
	for _, test := range []struct {
		secure       bool
		domain, want string
	}{
		{false, "", always},
		{true, "", always + "; Secure"},
		{false, "shop.example", always + "; Domain=shop.example"},
		{true, "my_shop.xn--bcher-kva.example", always + "; Secure; Domain=my_shop.xn--bcher-kva.example"},
		{true, "shop.example; SameSite=None", always + "; Secure"},
		{true, "shop.example\r\nSet-Cookie: a=b", always + "; Secure"},
		{false, "bücher.example", always},
		{false, "[::1]", always},
	} {
		if got := Attributes(test.secure, test.domain); got != test.want {
			t.Errorf("Attributes(%t, %q) = %q, want %q", test.secure, test.domain, got, test.want)
		}
	}
}

// filled makes pins whose value is exactly size bytes long: "1" and then pins
// of 10 bytes each, "~1000.0000", the last one longer.
func filled(size int) []Pin {
	var pins []Pin
	left := size - len(version)
	for i := 1000; left >= 20; i++ {
		pins = append(pins, Pin{fmt.Sprint(i), "0000"})
		left -= 10
	}
	return append(pins, Pin{"last", strings.Repeat("0", left-len("~last."))})
}

func TestBucketsTrims(t *testing.T) {
	all := func(string) bool { return true }
	none := func(string) bool { return false }
	only := func(ids ...string) func(string) bool {
		return func(id string) bool { return slices.Contains(ids, id) }
	}
	tests := []struct {
		label string
		size  int
		runs  func(string) bool
		gone  []string
	}{
		{"999 bytes", 999, none, nil},
		{"1,000 bytes", 1000, none, nil},
		{"1,001 bytes", 1001, none, []string{"1000"}},
		{"1,010 bytes", 1010, none, []string{"1000"}},
		{"1,011 bytes", 1011, none, []string{"1000", "1001"}},
		{"the oldest runs", 1001, only("1000", "1001"), []string{"1002"}},
		{"only the last does not run", 1001, func(id string) bool { return id != "last" }, []string{"last"}},
		{"all run", 1001, all, nil},
		{"all run, far over", 3400, all, nil},
		{"too much runs", 1020, func(id string) bool { return id != "1050" }, []string{"1050"}},
	}
	for _, test := range tests {
		pins := filled(test.size)
		if got := len(Buckets(pins, all)); got != test.size {
			t.Fatalf("%s: the pins take %d bytes", test.label, got)
		}
		_, kept := Read("lk_buckets.shop="+Buckets(pins, test.runs), Names{Project: "shop"})
		want := slices.DeleteFunc(slices.Clone(pins), func(p Pin) bool { return slices.Contains(test.gone, p.Experiment) })
		if !slices.Equal(kept, want) {
			t.Errorf("%s: kept %v, want all but %v", test.label, kept, test.gone)
		}
	}
}

func TestBucketsDrops(t *testing.T) {
	none := func(string) bool { return false }
	pins := []Pin{{"1", "a"}, {"", "a"}, {"2", ""}, {"2~3", "b"}, {"4", "a;b"}, {"1", "c d"}, {"5", "e"}, {"1", "b"}}
	before := slices.Clone(pins)
	if got, want := Buckets(pins, none), "1~5.e~1.b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !slices.Equal(pins, before) {
		t.Errorf("the caller's pins have changed to %v", pins)
	}
	if got := Buckets(nil, none); got != "1" {
		t.Errorf("without pins: got %q, want %q", got, "1")
	}
}

// TestRoundTrip writes pins, reads them again, and holds Buckets to its rule.
func TestRoundTrip(t *testing.T) {
	id := rapid.StringMatching(`[0-9A-Za-z][0-9A-Za-z_-]{0,39}`)
	pin := rapid.Custom(func(t *rapid.T) Pin { return Pin{id.Draw(t, "experiment"), id.Draw(t, "variation")} })
	rapid.Check(t, func(t *rapid.T) {
		pins := rapid.SliceOfNDistinct(pin, 0, 60, func(p Pin) string { return p.Experiment }).Draw(t, "pins")
		running := map[string]bool{}
		for _, p := range pins {
			running[p.Experiment] = rapid.Bool().Draw(t, "runs")
		}
		runs := func(experiment string) bool { return running[experiment] }
		value := Buckets(pins, runs)
		_, kept := Read("x=1; lk_buckets.shop="+value+"; y=2", Names{Project: "shop"})
		if again := Buckets(kept, runs); again != value {
			t.Fatalf("wrote %q, then %q", value, again)
		}
		// Kept: every pin but a first few of those that do not run.
		var gone []Pin
		rest := kept
		for _, p := range pins {
			switch {
			case len(rest) > 0 && rest[0] == p:
				rest = rest[1:]
			case running[p.Experiment]:
				t.Fatalf("%v runs, and is gone", p)
			default:
				gone = append(gone, p)
			}
		}
		if len(rest) > 0 {
			t.Fatalf("read %v, which was not written", rest)
		}
		for _, p := range kept {
			if !running[p.Experiment] && len(gone) > 0 && slices.Index(pins, p) < slices.Index(pins, gone[len(gone)-1]) {
				t.Fatalf("%v stays, though %v is newer", p, gone[len(gone)-1])
			}
		}
		if len(gone) > 0 && len(value)+1+len(gone[len(gone)-1].String()) <= roomForIdle {
			t.Fatalf("%v went without need", gone[len(gone)-1])
		}
		idle := slices.ContainsFunc(kept, func(p Pin) bool { return !running[p.Experiment] })
		if len(value) > roomForIdle && idle {
			t.Fatalf("%d bytes, with pins that do not run", len(value))
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, header := range []string{
		"", ";", "=", "lk_visitor=" + someID + ".t1k2m3; lk_buckets.shop=1~12.12a~7.7b", "lk_visitor=" + someID + ".zzzzzzzz",
		"lk_buckets.shop=1~1.a~~bad~2.b~1.c", "lk_buckets.shop=1;\tlk_buckets.shop=1~3.c", "lk_buckets.shop=0~1.a", "lk_buckets.shop=1~é.\x00\xff",
		"lk_buckets.shop=" + Buckets(filled(1100), func(string) bool { return true }),
	} {
		f.Add(header)
	}
	names := Names{Project: "shop"}
	f.Fuzz(func(t *testing.T, header string) {
		visitor, pins := Read(header, names)
		if visitor != (Visitor{}) && visitor.String() == "" {
			t.Fatalf("read the visitor %#v", visitor)
		}
		seen := map[string]bool{}
		for _, p := range pins {
			if !pinShape.MatchString(p.String()) || seen[p.Experiment] {
				t.Fatalf("read the pins %v", pins)
			}
			seen[p.Experiment] = true
		}
		written := names.Visitor() + "=" + visitor.String() + "; " + names.Buckets() + "=" + Buckets(pins, func(string) bool { return true })
		againVisitor, againPins := Read(written, names)
		if againVisitor != visitor || !slices.Equal(againPins, pins) {
			t.Fatalf("read %v, %v; then %v, %v", visitor, pins, againVisitor, againPins)
		}
	})
}
