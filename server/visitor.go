package server

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/cookies"
	"github.com/lanekeeper/lanekeeper/engine"
)

// visitor sends a page's two cookies back to it: Safari keeps what a script
// wrote for seven days, and what a server of the site's own network sets for as
// long as it says (docs/embedding.md). It decides nothing and mints nothing. A
// visitor without valid cookies gets none, and what is not valid in them is
// left out.
//
// Only pages of the project's own origins may ask, and only as browsers do for
// them: the cookies are SameSite=Lax, so a foreign page could not send them, but
// it should not have our answer either. The page is read from Origin, which no
// script can forge; so the snippet needs no header of its own, and no browser
// asks for leave first (a preflight).
func (p *public) visitor(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderVary, fiber.HeaderOrigin)
	if !p.limit.allows(p.proxies.client(c)) {
		return fiber.ErrTooManyRequests
	}
	l, err := p.state.served(c.Params("project"))
	if err != nil {
		return err
	}
	project, origin := l.rules.Project, c.Get(fiber.HeaderOrigin)
	if !slices.Contains(project.Origins, origin) {
		return engine.Errorf(engine.CodeForbidden, "The project's origins do not list the page that asks.")
	}
	if from := c.Get("Sec-Fetch-Site"); from != "same-origin" && from != "same-site" {
		return engine.Errorf(engine.CodeForbidden, "Only a browser on the same site may ask; Sec-Fetch-Site must say so.")
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
	c.Set(fiber.HeaderAccessControlAllowCredentials, "true")
	domain := strings.ToLower(c.Query("domain"))
	if domain != "" && !covers(domain, hostName(string(c.Request().Host()))) {
		return engine.Invalid([]engine.Problem{{
			Path: "domain", Code: "choice",
			Message: "It must be the host that was asked or a part of it, from a dot on, with another dot in it. Does the proxy pass the Host on?",
		}})
	}
	names := cookies.Names{Prefix: project.CookiePrefix, Project: project.ID}
	attributes := cookies.Attributes(strings.HasPrefix(origin, "https:"), domain)
	visitor, pins := cookies.Read(cookieHeader(c), names)
	if value := visitor.String(); value != "" {
		c.Response().Header.Add(fiber.HeaderSetCookie, names.Visitor()+"="+value+attributes)
	}
	if len(pins) > 0 {
		value := cookies.Buckets(pins, func(experiment string) bool {
			e, err := project.Find(experiment)
			return err == nil && e.Status == engine.Running
		})
		c.Response().Header.Add(fiber.HeaderSetCookie, names.Buckets()+"="+value+attributes)
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// cookieHeader is what the browser sent, all lines of it. fasthttp's own reading
// of it takes quotes off, and so makes valid what is not.
func cookieHeader(c *fiber.Ctx) string {
	var lines []string
	c.Request().Header.VisitAllInOrder(func(name, value []byte) {
		if string(name) == fiber.HeaderCookie {
			lines = append(lines, string(value))
		}
	})
	return strings.Join(lines, "; ")
}

// covers reports whether a server on the host may set cookies for the domain:
// its own, or one above it that has a dot. The public suffixes among those
// (co.uk) only browsers know, and refuse.
func covers(domain, host string) bool {
	if domain == host {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err != nil && strings.Contains(domain, ".") && strings.HasSuffix(host, "."+domain)
}

// hostName is a Host without its port, in lower case.
func hostName(host string) string {
	host = strings.ToLower(host)
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		host = host[:colon]
	}
	return strings.TrimSuffix(host, ".")
}
