package agent

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mssola/useragent"
)

// group are user-agent strings as published by one source, with the classes
// that docs/agents.md gives them, as a person read them.
type group struct {
	Source string
	Agents []struct {
		UserAgent, Device, Browser string
		Version                    int
		OS                         string
	}
}

func groups(t testing.TB) (all []group) {
	t.Helper()
	data, err := os.ReadFile("testdata/user-agents.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestParse(t *testing.T) {
	strings, devices := 0, map[string]int{}
	for _, g := range groups(t) {
		for _, a := range g.Agents {
			want := Class{Device: a.Device, Browser: a.Browser, Version: a.Version, OS: a.OS}
			if got := Parse(a.UserAgent); got != want {
				t.Errorf("%s\n%q\nis  %v\nnot %v", g.Source, a.UserAgent, got, want)
			}
			strings++
			devices[a.Device]++
		}
	}
	if strings < 200 {
		t.Errorf("%d strings, fewer than the promised 200", strings)
	}
	for _, device := range Devices {
		if devices[device] < 5 {
			t.Errorf("only %d strings are of class %s", devices[device], device)
		}
	}
}

// The strings are exact: what they would be with a letter more is another
// matter, which these cases tell.
func TestParseRules(t *testing.T) {
	const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	tests := []struct {
		userAgent string
		want      Class
	}{
		{mac + "Version/17.4 Safari/605.1.15", Class{Desktop, Safari, 17, MacOS}},
		{mac + "FxiOS/120.0 Safari/605.1.15", Class{Tablet, Firefox, 120, IOS}},
		{mac + "Mobile/15E148", Class{Tablet, App, 0, IOS}},
		{"Mozilla/5.0 (Linux; Android 9; CUBOT_X18) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.1 Mobile Safari/537.36", Class{Phone, Chrome, 99, Android}},
		{"Mozilla/5.0 (Linux; Android 9; Robot_X18) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.1 Mobile Safari/537.36", Class{Bot, Chrome, 99, Android}},
		{"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15", Class{Desktop, Other, 0, Linux}},
		{"Mozilla/5.0 (Windows NT 10.0) Chrome/123456.0", Class{Desktop, Chrome, 12345, Windows}},
		{"Mozilla/5.0 (Windows NT 10.0) \u017fpider \u212a", Class{Desktop, Other, 0, Windows}},
		{"Mozilla/5.0 (compatible; Mojeek/0.12) like Gecko", Class{Bot, Other, 0, Other}},
		{"Mozilla/4.0 (Compatible; MSIE 7.0; Windows NT 6.1)", Class{Desktop, Other, 0, Windows}},
		{"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; compatible; Checker)", Class{Bot, Other, 0, Windows}},
		{" ", Class{Bot, Other, 0, Other}},
	}
	for _, tt := range tests {
		if got := Parse(tt.userAgent); got != tt.want {
			t.Errorf("%q\nis  %v\nnot %v", tt.userAgent, got, tt.want)
		}
	}
}

// The runtime cannot ask the library: what it knows of bots, our rule must know.
func FuzzParse(f *testing.F) {
	for _, g := range groups(f) {
		for _, a := range g.Agents {
			f.Add(a.UserAgent)
		}
	}
	for _, s := range []string{
		"((((", "Mozilla/5.0 (compatible", "Mozilla/5.0 ()", "Mozilla/5.0 AppleWebKit/1 (", "Opera/search (http://a.b)", "MyFetch/1 (x)",
		"Mozilla/5.0 (x) Gecko", "Mozilla/5.0 (Symbian) AppleWebKit/1 x y", "CUBOT/1 (Linux)", "Dalvik ()", "\u017fearch", "Mozilla/5.0 (\xff)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, userAgent string) {
		c := Parse(userAgent)
		if !slices.Contains(Devices, c.Device) || !slices.Contains(Browsers, c.Browser) || !slices.Contains(Systems, c.OS) {
			t.Errorf("%q: %+v is not of the closed lists", userAgent, c)
		}
		if c.Version < 0 || c.Version > 99_999 || (c.Browser == Other || c.Browser == App) && c.Version != 0 {
			t.Errorf("%q: %+v has a version that cannot be", userAgent, c)
		}
		ascii := strings.Map(func(r rune) rune { return min(r, '\x7f') }, userAgent)
		if useragent.New(ascii).Bot() && !bot(strings.ToLower(ascii)) {
			t.Errorf("%q: only the library knows that it is a bot", userAgent)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
	for b.Loop() {
		Parse(userAgent)
	}
}
