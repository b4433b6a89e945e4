package snippet

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/agent"
)

// asked is a user-agent string and the touch points beside it.
type asked struct {
	UserAgent   string `json:"userAgent"`
	TouchPoints int    `json:"touchPoints"`
}

// classesInNode is what the runtime makes of each string.
func classesInNode(t *testing.T, questions []asked) (answers []agent.Class) {
	t.Helper()
	built, err := bundle(`import { device, browser, os } from "./agent"; globalThis.classes = [device, browser, os, ` + projectPlace + `];`)
	if err != nil {
		t.Fatal(err)
	}
	inNode(t, built.before+"0"+built.after, `(questions) => questions.map(({ userAgent, touchPoints }) => {
	const [device, browser, os] = globalThis.classes;
	const [Browser, Version] = browser(userAgent);
	return { Device: device(userAgent, touchPoints), Browser, Version, OS: os(userAgent, touchPoints) };
})`, questions, &answers)
	return answers
}

// agentVectors are those of package agent: published strings and their classes.
func agentVectors(t *testing.T) (questions []asked, want []agent.Class) {
	t.Helper()
	var groups []struct {
		Agents []struct {
			UserAgent string
			agent.Class
		}
	}
	readJSON(t, "../agent/testdata/user-agents.json", &groups)
	for _, g := range groups {
		for _, a := range g.Agents {
			questions, want = append(questions, asked{UserAgent: a.UserAgent}), append(want, a.Class)
		}
	}
	return questions, want
}

func TestAgentVectors(t *testing.T) {
	questions, want := agentVectors(t)
	for i, got := range classesInNode(t, questions) {
		if got != want[i] {
			t.Errorf("%q\nis  %+v\nnot %+v", questions[i].UserAgent, got, want[i])
		}
	}
}

// A Mac has no touch screen. Elsewhere touch points change nothing.
func TestAgentTouchPoints(t *testing.T) {
	questions, want := agentVectors(t)
	posing := 0
	for i, q := range questions {
		questions[i].TouchPoints = 5
		if strings.Contains(q.UserAgent, "Macintosh") {
			want[i].OS = agent.IOS
			if want[i].Device == agent.Desktop {
				want[i].Device = agent.Tablet
				posing++
			}
		}
	}
	for i, got := range classesInNode(t, questions) {
		if got != want[i] {
			t.Errorf("%q with touch points\nis  %+v\nnot %+v", questions[i].UserAgent, got, want[i])
		}
	}
	if posing < 5 {
		t.Errorf("only %d Macs were asked about", posing)
	}
	mac := "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
	for touchPoints, want := range []string{agent.Desktop, agent.Desktop, agent.Tablet} {
		if got := classesInNode(t, []asked{{mac, touchPoints}})[0].Device; got != want {
			t.Errorf("a Mac with %d touch points is %s, not %s", touchPoints, got, want)
		}
	}
}

// Go and the runtime read any string alike: published ones cut, joined and
// changed, down to characters that they fold and match differently by nature.
func TestAgentMutations(t *testing.T) {
	published, _ := agentVectors(t)
	random := rand.New(rand.NewPCG(3, 3))
	pick := func() string { return published[random.IntN(len(published))].UserAgent }
	odd := []string{
		"", " ", "\n", "\r", "\u2028", "\u017f", "\u212a", "\u0130", "é", "😀", "\x00", "\x7f", "(", ")", "; ", "/", "_", "99999999", "u", "bot", "Tablet", "Mobile",
		"Macintosh", "Mac OS", ") Version/", "Opera ", "Opera/", "mozilla/", "OPi", "iP", "Windows ", "GSA/", "Edg", "http", "search", "iOS",
	}
	questions := []asked{}
	for range 20_000 {
		s := []rune(pick())
		for range 1 + random.IntN(3) {
			from := random.IntN(len(s) + 1)
			to := min(len(s), from+random.IntN(12))
			var put string
			switch random.IntN(4) {
			case 0:
				put = odd[random.IntN(len(odd))]
			case 1:
				other := []rune(pick())
				at := random.IntN(len(other) + 1)
				put = string(other[at:min(len(other), at+random.IntN(60))])
			case 2:
				put = strings.ToUpper(string(s[from:to]))
			}
			s = append(append(append([]rune{}, s[:from]...), []rune(put)...), s[to:]...)
		}
		questions = append(questions, asked{UserAgent: string(s)})
	}
	failures := 0
	for i, got := range classesInNode(t, questions) {
		if want := agent.Parse(questions[i].UserAgent); got != want {
			t.Errorf("%q\nis in the runtime %+v\nbut in Go         %+v", questions[i].UserAgent, got, want)
			if failures++; failures > 9 {
				t.FailNow()
			}
		}
	}
}
