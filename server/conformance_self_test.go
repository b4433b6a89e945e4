//go:build browser

package server_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestConformanceNotices: the suite sees what is wrong. Each page here has one
// fault, and the one without any has none.
func TestConformanceNotices(t *testing.T) {
	d := drive(t, "chromium")
	const front, tag = "changes: ['js: window.ran = 1']", "{{head}}{{tag}}"
	for name, test := range map[string]struct{ front, page, fault string }{
		"nothing":             {front, tag + `<script>check(() => must("it ran", ran))</script>`, ""},
		"a check":             {front, tag + `<script>check(() => must("it ran", !ran, "a detail"))</script>`, "it ran: a detail"},
		"what must not be":    {front, tag + `<script>check(() => mustNot("it ran", ran))</script>`, "not: it ran"},
		"values":              {front, tag + `<script>check(() => mustBe("it", { ran }, { ran: 2 }))</script>`, "it: found {\"ran\":1}\nwanted {\"ran\":2}"},
		"checks that throw":   {front, tag + `<script>check(async () => { must("it", 1); throw new Error("broken") })</script>`, "the checks throw Error: broken"},
		"no check":            {front, tag + `<script>check(() => {})</script>`, "nothing was checked"},
		"an error":            {front, tag + `<script>check(() => must("it", 1)); nothing.at.all</script>`, "the console has uncaught: Uncaught ReferenceError"},
		"a lost promise":      {front, tag + `<script>check(() => must("it", 1)); Promise.reject("lost")</script>`, "the console has rejected: lost"},
		"the console":         {front, tag + `<script>check(() => must("it", 1)); console.warn("careful", { a: 1 })</script>`, `the console has warn: careful {"a":1}`},
		"another line":        {front, tag + `<script>check(() => must("it", said(/careful/))); console.warn("careful"); console.error("other")</script>`, "the console has error: other"},
		"a late error":        {front, tag + `<script>check(() => must("it", 1)); onpagehide = () => console.error("late")</script>`, "the console has error: late"},
		"a request":           {front, tag + `<script>check(async () => { must("it", 1); await fetch("/else") })</script>`, "there was a request GET site.localhost/else"},
		"a missing request":   {front + "\nrequests: {'POST site.localhost/beacon': 1}", tag + `<script>check(() => must("it", 1))</script>`, "there were 0 requests POST site.localhost/beacon, want 1"},
		"a beacon at the end": {front + "\nrequests: {'POST site.localhost/beacon': 1}", tag + `<script>check(() => must("it", 1)); onpagehide = () => navigator.sendBeacon("/beacon", "x")</script>`, ""},
		"the policy":          {front + "\nheaders: {Content-Security-Policy: \"img-src 'none'\"}", tag + `<script>check(async () => { must("it", 1); const image = new Image(); image.src = "/x.png"; await new Promise((done) => image.onerror = done) })</script>`, "the console has policy: img-src"},
		"the template":        {front, tag + `{{nobody}}`, "the case: template: "},
	} {
		s, err := readScenario(name, []byte("---\n"+test.front+"\n---\n"+test.page))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			faults, crash := d.play(t, s)
			if crash != "" {
				t.Fatal(crash, "has crashed")
			}
			if test.fault == "" && len(faults) > 0 || test.fault != "" && !slices.ContainsFunc(faults, func(fault string) bool { return strings.HasPrefix(fault, test.fault) }) {
				t.Errorf("the suite says %q, want %q", faults, test.fault)
			}
		})
	}
}

// TestConformanceCrash: a browser that crashes in the middle of a case is noticed
// at once, and the next case has another one.
func TestConformanceCrash(t *testing.T) {
	const head = "---\nchanges: ['js: window.ran = 1']\n---\n{{head}}{{tag}}"
	crashes, err := readScenario("crashes", []byte(head+`<script>check(async () => { must("it ran", ran); await drive.crash(); await new Promise(() => {}) })</script>`))
	if err != nil {
		t.Fatal(err)
	}
	works, err := readScenario("works", []byte(head+`<script>check(() => must("it ran", ran))</script>`))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"chromium", "webkit"} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, name)
			before := time.Now()
			if faults, crash := d.play(t, crashes); crash == "" || len(faults) == 0 || time.Since(before) > patience/2 {
				t.Errorf("after %v, a crash is %q with %q", time.Since(before), crash, faults)
			}
			if faults, crash := d.play(t, works); crash != "" || len(faults) > 0 {
				t.Errorf("afterwards there are %q and %q", crash, faults)
			}
		})
	}
}

// TestConformanceFront: a front part with a mistake is no case.
func TestConformanceFront(t *testing.T) {
	for _, text := range []string{"", "<p>A page</p>", "---\nchanges: []\n", "---\nchange: []\n---\n<p>", "---\nrequests: {\"GET x\": often}\n---\n<p>", "---\nhost: [\n---\n"} {
		if s, err := readScenario("x", []byte(text)); err == nil {
			t.Errorf("%q is a case: %+v", text, s)
		}
	}
}
