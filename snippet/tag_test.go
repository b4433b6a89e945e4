package snippet

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

const someOrigin = "https://lanekeeper.shop.example"

func TestTag(t *testing.T) {
	for _, c := range []struct {
		name string
		tag  Tag
		want string
	}{
		{"synchronous", Tag{Origin: someOrigin, Project: "shop"}, `<script src="https://lanekeeper.shop.example/js/shop.js"></script>`},
		{"behind a path", Tag{Origin: "http://localhost:8080/lk/", Project: "shop"}, `<script src="http://localhost:8080/lk/js/shop.js"></script>`},
		{"with a nonce", Tag{Origin: someOrigin, Project: "shop", Nonce: "r4nd0m+/=="}, `<script nonce="r4nd0m+/==" src="https://lanekeeper.shop.example/js/shop.js"></script>`},
		{"with a template's nonce", Tag{Origin: someOrigin, Project: "shop", Nonce: "{{ nonce }}"}, `<script nonce="{{ nonce }}" src="https://lanekeeper.shop.example/js/shop.js"></script>`},
		{"with nothing to hide", Tag{Origin: someOrigin, Project: "shop", Async: true, HideFor: time.Second}, `<script async src="https://lanekeeper.shop.example/js/shop.js"></script>`},
		{"that may not hide", Tag{Origin: someOrigin, Project: "shop", Async: true, Hide: ".hero"}, `<script async src="https://lanekeeper.shop.example/js/shop.js"></script>`},
		{
			"that hides",
			Tag{Origin: someOrigin, Project: "shop", Async: true, Hide: ".hero,  [data-x='\"'] > p", HideFor: 1500 * time.Millisecond, Nonce: "n"},
			`<script nonce="n">(d=>{let n=d.currentScript.nonce,a=t=>(t=d.createElement(t),t.nonce=n,d.head.append(t),t),h=a("style"),f=()=>h.remove();` +
				`h.textContent=".hero,[data-x='\"']>p{opacity:0!important}";setTimeout(f,1500);` +
				`let s=a("script");s.onload=s.onerror=f;s.src="https://lanekeeper.shop.example/js/shop.js"})(document)</script>`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.tag.HTML()
			if err != nil || got != c.want {
				t.Errorf("%v\n%s\n%s", err, got, c.want)
			}
		})
	}
}

// The inline part is what every page carries, and no cache keeps.
func TestTagIsSmall(t *testing.T) {
	tag := Tag{Origin: someOrigin, Project: "shop", Async: true, Hide: ".hero,.price", HideFor: engine.MaxHideFor * time.Millisecond}
	printed, err := tag.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(printed) - len(tag.Hide) - len(someOrigin+"/js/shop.js"); n >= MaxInline || n < MaxInline/2 {
		t.Errorf("the tag has %d bytes, without what is the site's; %d are allowed", n, MaxInline)
	} else {
		t.Logf("%d bytes; with an address of %d bytes %d", n, len(someOrigin+"/js/shop.js"), len(printed)-len(tag.Hide))
	}
}

func TestTagRefuses(t *testing.T) {
	good := Tag{Origin: someOrigin, Project: "shop", Async: true, Hide: ".hero", HideFor: time.Second}
	for _, c := range []struct {
		path string
		with func(*Tag, string)
		bad  []string
	}{
		{"origin", func(t *Tag, s string) { t.Origin = s }, []string{
			"", "shop.example", "//shop.example", "/lk", "javascript:alert(1)", "data:text/html,x", "https://", "https://user:pass@shop.example",
			"https://shop.example/?a=b", "https://shop.example/#x", "https://shop.example?", "https://shop.example\"onload=\"x", "https://shop.example/\"><script>",
			"https://a b.example", "https://shop.example/</script>", "https://bücher.example", "ftp://shop.example", "https://shop.example/%zz",
		}},
		{"project", func(t *Tag, s string) { t.Project = s }, []string{"", "../x", "a b", "shop.js", `"`, strings.Repeat("a", 41)}},
		{"nonce", func(t *Tag, s string) { t.Nonce = s }, []string{"a\nb", "a\x00"}},
		{"hideFor", func(t *Tag, s string) { t.HideFor, _ = time.ParseDuration(s) }, []string{"-1s", "5001ms", "1h"}},
		{"hide", func(t *Tag, s string) { t.Hide = s }, []string{
			".a{} body", ".a{color:red}", "} body", "</style>", "</script>", "<!-- .a", "a[", "a(", "a\\", "a /*", "'a", `"`, "@import 'x'", "a;b", ".a,", ",.a", "..a", "a > > b", ".1a", "#", ".hero\x00",
		}},
	} {
		for _, bad := range c.bad {
			tag := good
			c.with(&tag, bad)
			printed, err := tag.HTML()
			e, _ := err.(*engine.Error)
			if e == nil || e.Code != engine.CodeInvalid || len(e.Problems) != 1 || e.Problems[0].Path != c.path || printed != "" {
				t.Errorf("%s %q: %v %s", c.path, bad, err, printed)
			}
		}
	}
	good.Async = false
	if _, err := good.HTML(); err == nil {
		t.Error("a synchronous tag hides")
	}
}

// cssText is what stands in strings and escapes, where it has no meaning.
var cssText = regexp.MustCompile(`(?s)\\.|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'`)

// FuzzTag: a tag is one script element, whose script parses, or it is refused.
func FuzzTag(f *testing.F) {
	f.Add(someOrigin, "shop", "n", ".hero, .price > [a='b']")
	f.Add("http://[::1]:8080/a%20b/'", "a", `"><script>`, `[x="\7b"]`)
	f.Add("https://x.example/&amp;", "1", "<%= nonce %>", ":is(h1,h2)::before")
	f.Add("https://x.example//\u2028", "1", "\u2028", ".\u2028😀é")
	f.Fuzz(func(t *testing.T, origin, project, nonce, hide string) {
		for _, async := range []bool{false, true} {
			tag := Tag{Origin: origin, Project: project, Nonce: nonce, Async: async, HideFor: time.Second}
			if async {
				tag.Hide = hide
			}
			printed, err := tag.HTML()
			if err != nil {
				continue
			}
			start, rest, _ := strings.Cut(printed, ">")
			script, end, found := strings.Cut(rest, "</script>")
			if !strings.HasPrefix(start, "<script") || !found || end != "" || strings.ContainsAny(start[1:], "<") || strings.Count(start, `"`)%2 != 0 ||
				strings.Contains(script, "<") {
				t.Fatalf("%q is no single element", printed)
			}
			if result := api.Transform(script, api.TransformOptions{}); len(result.Errors) > 0 {
				t.Fatalf("%q: %s", script, result.Errors[0].Text)
			}
			var style string
			if printed, _ := hiding(tag.Hide); printed != "" && json.Unmarshal([]byte(strings.ReplaceAll(printed, `<\/`, "</")), &style) != nil {
				t.Fatalf("%s is no string", printed)
			}
			if script != "" && strings.Count(cssText.ReplaceAllString(style, ""), "{") != 1 {
				t.Fatalf("%s has several rules", style)
			}
		}
	})
}
