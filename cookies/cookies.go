// Package cookies owns the codecs of Lanekeeper's two first-party cookies: the
// visitor cookie and the bucket cookie.
//
// [Read] takes a [Visitor] and [Pin]s out of a Cookie header; [Visitor.String],
// [Buckets] and [Attributes] write what a Set-Cookie header needs. The runtime
// in the browser does the same to document.cookie, byte for byte.
//
// What a cookie holds is untrusted: what is malformed is dropped, nothing fails
// on it, and nothing malformed is written. The package decides nothing about
// visitors, has no clock and no random numbers of its own, and knows no HTTP.
//
// Everything here is safe for concurrent use, as far as the reader of random
// bytes is.
package cookies

import (
	"fmt"
	"strings"
)

// MaxAge is how long a cookie is kept after it was written, in seconds: 400
// days, the longest that browsers keep one (draft-ietf-httpbis-rfc6265bis,
// "Cookie Lifetime Limits").
const MaxAge = 34_560_000

// Names are what the cookies' names are made of.
type Names struct {
	Prefix      string // "" is "lk"
	Project     string // the project's id
	Environment string // "" is the project's main environment
}

// Visitor is the name of the visitor cookie, which all projects of a site
// share, such as "lk_visitor".
func (n Names) Visitor() string { return n.prefix() + "_visitor" }

// Buckets is the name of the bucket cookie, such as "lk_buckets.shop" or
// "lk_buckets.shop.staging".
func (n Names) Buckets() string {
	name := n.prefix() + "_buckets." + n.Project
	if n.Environment != "" {
		name += "." + n.Environment
	}
	return name
}

func (n Names) prefix() string {
	if n.Prefix == "" {
		return "lk"
	}
	return n.Prefix
}

// Read takes the visitor and the pins, oldest first, out of a Cookie header or
// document.cookie; of several headers, join the values with "; ". Without a
// valid visitor cookie the visitor is the zero Visitor.
//
// Pairs are parted by ";". Around a pair, spaces and tabs are ignored, and
// nothing else: that is what browsers trim (RFC 6265, section 5.2). A name ends
// at the first "="; names and values are compared as they are.
func Read(header string, names Names) (Visitor, []Pin) {
	var (
		visitor Visitor
		pins    []Pin
	)
	for pair := range strings.SplitSeq(header, ";") {
		name, value, ok := strings.Cut(strings.Trim(pair, " \t"), "=")
		if !ok {
			continue
		}
		switch name {
		case names.Visitor():
			// Copies on several domains: the oldest is the one that was counted.
			if v, ok := parseVisitor(value); ok && (visitor.ID == "" || v.Created < visitor.Created) {
				visitor = v
			}
		case names.Buckets():
			pins = append(pins, parsePins(value)...)
		}
	}
	return visitor, newest(pins)
}

// Attributes is what follows "name=value" in a Set-Cookie header. Secure is for
// pages on https. The domain is left out where it is empty or no host name; the
// cookie is then the host's own.
func Attributes(secure bool, domain string) string {
	attributes := fmt.Sprintf("; Path=/; SameSite=Lax; Max-Age=%d", MaxAge)
	if secure {
		attributes += "; Secure"
	}
	if isDomain(domain) {
		attributes += "; Domain=" + domain
	}
	return attributes
}

// isDomain keeps a domain from smuggling in attributes. Browsers judge the rest.
func isDomain(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !isLetterOrDigit(r) && r != '.' && r != '-' && r != '_'
	})
}

func isLetterOrDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}
