package snippet

import (
	"fmt"
	"strconv"
	"testing"
)

// The runtime passes every vector that Go passes, in Node here and in Chromium
// in browser_test.go.

// runner runs JavaScript, as inNode does.
type runner func(t testing.TB, prelude, function string, input, output any)

var vectorTests = map[string]func(*testing.T, runner){
	"hashes": hashVectors, "cookies": cookieVectors, "decisions": decisionVectors, "addresses": activeVectors,
	"audiences": audienceVectors, "schedules": scheduleVectors,
}

func TestRuntimeVectors(t *testing.T) {
	for name, test := range vectorTests {
		t.Run(name, func(t *testing.T) { test(t, inNode) })
	}
}

func hashVectors(t *testing.T, run runner) {
	var vectors []struct {
		Visitor string `json:"visitor"`
		Key     string `json:"key"`
		Ticket  uint32 `json:"ticket"`
		Bucket  int    `json:"bucket"`
	}
	readJSON(t, "../engine/testdata/hashing.json", &vectors)
	var got [][2]uint32
	run(t, partsJS(t), `(vectors) => vectors.map(({ visitor, key }) => [parts.ticket(parts.utf8(visitor), parts.utf8(key)), parts.bucket(parts.utf8(visitor), parts.utf8(key))])`, vectors, &got)
	for i, v := range vectors {
		if got[i] != [2]uint32{v.Ticket, uint32(v.Bucket)} {
			t.Errorf("%q, %q: %v, want %d %d", v.Visitor, v.Key, got[i], v.Ticket, v.Bucket)
		}
	}
}

func cookieVectors(t *testing.T, run runner) {
	var vectors []struct {
		Project string      `json:"project"`
		Header  string      `json:"header"`
		Visitor *string     `json:"visitor"`
		Created *int64      `json:"created"`
		Pins    [][2]string `json:"pins"`
	}
	readJSON(t, "../cookies/testdata/cookies.json", &vectors)
	var got []struct {
		Cookie string
		Pins   [][2]string
	}
	run(t, partsJS(t), `(vectors) => vectors.map(({ project, header }) => ({
		cookie: parts.readVisitor(header, "lk_visitor"), pins: [...parts.readPins(header, "lk_buckets." + project)] }))`, vectors, &got)
	for i, v := range vectors {
		want := ""
		if v.Visitor != nil {
			want = fmt.Sprintf("%s.%s", *v.Visitor, strconv.FormatInt(*v.Created, 36))
		}
		if got[i].Cookie != want {
			t.Errorf("%q: visitor %q, want %q", v.Header, got[i].Cookie, want)
		}
		if fmt.Sprint(got[i].Pins) != fmt.Sprint(v.Pins) {
			t.Errorf("%q: pins %v, want %v", v.Header, got[i].Pins, v.Pins)
		}
	}
}

func decisionVectors(t *testing.T, run runner) {
	names, questions, want := visitVectors(t)
	var got [][]decided
	run(t, "", answersJS, questions, &got)
	for i := range want {
		for j := range want[i] {
			same(t, names[i]+", "+questions[i].Visits[j].Visitor, got[i][j], want[i][j])
		}
	}
}

func activeVectors(t *testing.T, run runner) {
	questions, want := addressVectors(t)
	var got [][]decided
	run(t, "", answersJS, questions, &got)
	for i := range want {
		for j, active := range want[i] {
			if is := got[i][j]["1"].Reason != "page"; is != active {
				t.Errorf("page %d, %s: active %t, want %t", i, questions[i].Visits[j].URL, is, active)
			}
		}
	}
}
