package snippet

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// Tag is what a site puts into the heads of its pages to embed a snippet; see
// docs/embedding.md.
type Tag struct {
	Origin  string // where the snippet is served: scheme, host and, behind a proxy, a path
	Project string // its id
	Nonce   string // that of the page's Content-Security-Policy, or a template's placeholder; may be ""
	Async   bool   // the page does not wait
	// Hide are the selectors that an asynchronous tag hides until the snippet has
	// run, or failed, or HideFor has passed. Without any, nothing is hidden.
	Hide    string
	HideFor time.Duration
}

// MaxInline is how many bytes an asynchronous tag has inside the page, without
// its selectors, address and nonce, which are the site's.
const MaxInline = 300

// hidden makes room and cannot be seen; "visibility" would let children show
// themselves.
const hidden = "{opacity:0!important}"

// inline hides, makes sure that this ends, and only then loads. The script
// comes by code, as handlers of events in HTML would be forbidden by any policy;
// each new element has the nonce before what needs it.
const inline = `(d=>{let n=d.currentScript.nonce,a=t=>(t=d.createElement(t),t.nonce=n,d.head.append(t),t),h=a("style"),f=()=>h.remove();` +
	`h.textContent=%s;setTimeout(f,%d);let s=a("script");s.onload=s.onerror=f;s.src=%s})(document)`

// HTML prints the tag, in one line. Whatever the fields hold, it is one script
// element, or is refused with code [engine.CodeInvalid].
func (t Tag) HTML() (string, error) {
	var problems []engine.Problem
	refuse := func(path, code, message string) {
		problems = append(problems, engine.Problem{Path: path, Code: code, Message: message})
	}
	address, err := t.address()
	if err != nil {
		refuse("origin", "format", "It must be an http or https address without a query, such as https://lanekeeper.shop.example.")
	}
	if !engine.ValidID(t.Project) {
		refuse("project", "format", "It must be the id of a project.")
	}
	if strings.ContainsFunc(t.Nonce, func(r rune) bool { return r < ' ' }) {
		refuse("nonce", "format", "It must be one line.")
	}
	if t.Hide != "" && !t.Async {
		refuse("hide", "choice", "Only an asynchronous tag hides: for a synchronous one the page waits.")
	}
	if t.HideFor < 0 || t.HideFor > engine.MaxHideFor*time.Millisecond {
		refuse("hideFor", "range", fmt.Sprintf("It must be 0 to %d milliseconds.", engine.MaxHideFor))
	}
	style, fault := hiding(t.Hide)
	if fault != "" {
		refuse("hide", "syntax", fault)
	}
	if err := engine.Invalid(problems); err != nil {
		return "", err
	}
	nonce := ""
	if t.Nonce != "" {
		nonce = ` nonce="` + html.EscapeString(t.Nonce) + `"`
	}
	if t.Async && style != "" && t.HideFor > 0 {
		return fmt.Sprintf("<script%s>"+inline+"</script>", nonce, style, t.HideFor.Milliseconds(), quote(address)), nil
	}
	async := ""
	if t.Async {
		async = " async"
	}
	return fmt.Sprintf(`<script%s%s src="%s"></script>`, async, nonce, html.EscapeString(address)), nil
}

var hostShape = regexp.MustCompile(`^([0-9A-Za-z_-]+\.)*[0-9A-Za-z_-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

func (t Tag) address() (string, error) {
	u, err := url.Parse(t.Origin)
	if err != nil {
		return "", err
	}
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.Scheme != "http" && u.Scheme != "https" || !hostShape.MatchString(u.Host) || strings.TrimSuffix(t.Origin, "/") != strings.TrimSuffix(plain.String(), "/") {
		return "", strconv.ErrSyntax
	}
	return strings.TrimSuffix(plain.String(), "/") + "/js/" + t.Project + ".js", nil
}

// hiding is the style for selectors, as JavaScript, or a sentence that says what
// is wrong with them. Characters that could end the rule are refused wherever
// they stand; so is "<", with which HTML could end or comment out the script.
func hiding(selectors string) (style, fault string) {
	if strings.TrimSpace(selectors) == "" {
		return "", ""
	}
	if strings.ContainsAny(selectors, "{}<;@\x00") {
		return "", `These must be CSS selectors, parted by commas. Write { } < ; and @ in them as escapes, such as \7b.`
	}
	made := transformCSS(selectors + hidden)
	if made.fault != nil {
		return "", "These must be CSS selectors, parted by commas: " + made.fault.Message
	}
	return made.text, ""
}
