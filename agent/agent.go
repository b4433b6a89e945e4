// Package agent owns what a user-agent string means: it puts the string into
// the closed classes that audiences are made of, device, browser and its major
// version, and operating system. docs/agents.md defines them.
//
// The runtime in the browser (snippet/runtime/agent.ts) gives the same for the
// same string, whatever is in it, so that the server decides as the visitor's
// browser does. The rules are therefore ours, and few. The library
// github.com/mssola/useragent is asked one thing: whether a string is a bot's.
// Our rule for bots knows all that it knows, which a fuzz target holds: an
// update that learns more says so there, and the runtime follows. Its names of
// browsers and systems are not asked for. It tells no tablet from a phone, and
// takes Samsung's browser for Android's, Edge on a phone for Chrome or Safari,
// and an app's page for Safari.
//
// The package refuses to guess what the string does not say: models, minor
// versions, or that a Mac is an iPad in disguise, which only a browser can tell.
// Everything here is safe for concurrent use.
package agent

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mssola/useragent"
)

// Class is what a user-agent string says. Nothing in it is ever "": what the
// string does not say is [Other].
type Class struct {
	Device  string // one of Devices
	Browser string // one of Browsers
	Version int    // the browser's major version, below 100,000; 0 where there is none
	OS      string // one of Systems
}

// Parse gives the classes of a user-agent string, of any length and content.
func Parse(userAgent string) Class {
	// Browsers send ASCII. Case folding beyond it differs between Go and
	// JavaScript, so other characters are made to match nothing.
	s := strings.Map(func(r rune) rune { return min(r, '\x7f') }, userAgent)
	// An iPad that says it is a Mac.
	posing := has(s, "Macintosh") && has(s, "iOS", "Mobile/")
	browser, version := browserOf(s)
	return Class{Device: deviceOf(s, posing), Browser: browser, Version: version, OS: systemOf(s, posing)}
}

// has reports whether any of the words is in s.
func has(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s, word) })
}

var (
	browserShape = regexp.MustCompile(`^(?:mozilla/|opera[ /]|$)`)
	namedBot     = regexp.MustCompile(`[^u]bot`) // Cubot makes phones
)

// bot takes the string in small letters. A program that is no browser does not
// begin as browsers do, or has a word in it that only bots have. An address is
// one; "compatible" is another, but for Internet Explorer.
func bot(s string) bool {
	return !browserShape.MatchString(s) || namedBot.MatchString(s) ||
		has(s, "crawl", "spider", "http", "headless", "phantom", "lighthouse", "preview", "ptst") ||
		strings.Count(s, "compatible") > strings.Count(s, "compatible; msie")
}

func deviceOf(s string, posing bool) string {
	switch {
	case bot(strings.ToLower(s)), useragent.New(s).Bot():
		return Bot
	case has(s, "TV", "Xbox", " VR", "; AFT"): // AFT begins the models of Fire TV
		return Other
	case posing, has(s, "iPad", "Tablet/", "Tablet;", "Silk"): // not "Tablet PC", which is Windows
		return Tablet
	case has(s, "Mobi", "Phone", "iPod", "Opera Mini"):
		return Phone
	case has(s, "Android"): // without "Mobile"
		return Tablet
	case has(s, "Win", "Mac", "Linux", "X11"):
		return Desktop
	}
	return Other
}

func systemOf(s string, posing bool) string {
	switch {
	case has(s, "Windows P", "Windows C", "Windows M"): // Phone, CE, Mobile; some name Android and iPhone too
		return Other
	case has(s, "Win"):
		return Windows
	case posing, has(s, "iPad", "iPod", "iPho"):
		return IOS
	case has(s, "Maci", "Mac_"): // not "like Mac OS X"
		return MacOS
	case has(s, "CrOS"):
		return ChromeOS
	case has(s, "Android"):
		return Android
	case has(s, "Linux"):
		return Linux
	}
	return Other
}

// apps are Android's WebView, a WKWebView, which gives no Version, and Google's
// app for iOS.
var apps = []string{"; wv)", ") Mobile/", "GSA/"}

// tokens name browsers, most telling first: most browsers also say that they
// are Chrome and Safari.
var tokens = []struct {
	browser string
	pattern *regexp.Regexp
}{
	{Edge, token(`Edg`)},
	{Samsung, token(`SamsungB`)},
	{Opera, token(`OP[RTXi]|Opera`)},
	{Firefox, token(`Firefox|FxiOS`)},
	{Chrome, token(`Chrome|CriOS`)},
	{Safari, token(`Mac OS(?s:.*)\) Version`)},
}

func token(names string) *regexp.Regexp {
	return regexp.MustCompile(`(?:` + names + `)\w*[ /](\d{1,5})`)
}

func browserOf(s string) (name string, version int) {
	if has(s, apps...) {
		return App, 0
	}
	for _, t := range tokens {
		if match := t.pattern.FindStringSubmatch(s); match != nil {
			version, _ = strconv.Atoi(match[1]) // five digits at most
			return t.browser, version
		}
	}
	return Other, 0
}
