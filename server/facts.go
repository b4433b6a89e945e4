package server

import (
	"strconv"
	"strings"
	"time"

	"github.com/lanekeeper/lanekeeper/agent"
	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
)

// visit is what a valid question asks the engine. Now is used where the question
// names no time of its own.
func (q Question) visit(p *engine.Project, now time.Time) engine.Visit {
	if q.Now != "" {
		now, _ = time.Parse(time.RFC3339, q.Now) // ReadQuestion refuses others
	}
	v := engine.Visit{Visitor: q.Visitor, URL: q.URL, Now: now, Force: q.Force, ForceOnly: q.ForceOnly}
	for _, pin := range q.Pins {
		v.Pins = append(v.Pins, engine.Pin{Experiment: pin[0], Variation: pin[1]})
	}
	v.Facts = &engine.Facts{Attributes: q.Attributes}
	if header, given := q.header("Cookie"); given {
		pins := readCookies(&v, header, cookies.Names{Prefix: p.CookiePrefix, Project: p.ID})
		if q.Visitor == "" && q.Pins == nil {
			v.Pins = pins
		}
	}
	if userAgent, given := q.header("User-Agent"); given {
		class := agent.Parse(userAgent)
		v.Facts.Device, v.Facts.OS = class.Device, class.OS
		v.Facts.Browser, v.Facts.BrowserVersion = class.Browser, class.Version
	}
	if languages, given := q.header("Accept-Language"); given {
		v.Facts.Languages = acceptedLanguages(languages)
	}
	if referrer, given := q.header("Referer"); given {
		v.Facts.Referrer = &referrer
	}
	if control, _ := q.header("Sec-GPC"); control == "1" && p.PrivacyControl == engine.PrivacyOff {
		v.State = engine.ReasonOff
	}
	return v
}

func (q Question) header(name string) (value string, given bool) {
	for key, value := range q.Headers {
		if strings.EqualFold(key, name) && value != nil {
			return *value, true
		}
	}
	return "", false
}

// readCookies tells a visit what a Cookie header says: all cookies, how old the
// visitor's is, and who the visitor is where the visit does not know. It returns
// the pins. A page view without the visitor's cookie makes it.
func readCookies(v *engine.Visit, header string, names cookies.Names) (pins []engine.Pin) {
	v.Facts.Cookies = map[string]string{}
	for pair := range strings.SplitSeq(header, ";") {
		name, value, named := strings.Cut(strings.Trim(pair, " \t"), "=")
		if _, has := v.Facts.Cookies[name]; named && !has { // browsers send the most specific first
			v.Facts.Cookies[name] = value
		}
	}
	visitor, read := cookies.Read(header, names)
	created := v.Now
	if visitor.ID != "" {
		created = time.Unix(visitor.Created, 0)
	}
	v.Facts.Created = &created
	if v.Visitor == "" {
		v.Visitor = visitor.ID
	}
	for _, pin := range read {
		pins = append(pins, engine.Pin(pin))
	}
	return pins
}

// acceptedLanguages are the tags of an Accept-Language header, without those
// that it refuses (q=0) and without "*": RFC 9110, section 12.5.4.
func acceptedLanguages(header string) []string {
	tags := []string{}
	for part := range strings.SplitSeq(header, ",") {
		tag, parameters, _ := strings.Cut(part, ";")
		if tag = strings.Trim(tag, " \t"); tag == "" || tag == "*" || refused(parameters) {
			continue
		}
		tags = append(tags, tag)
	}
	return tags
}

func refused(parameters string) bool {
	name, value, _ := strings.Cut(strings.Trim(parameters, " \t"), "=")
	weight, err := strconv.ParseFloat(strings.Trim(value, " \t"), 64)
	return strings.EqualFold(strings.Trim(name, " \t"), "q") && err == nil && weight == 0
}
