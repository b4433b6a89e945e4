package server

import (
	"net"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// hosts are the values of Host that the admin server answers to. A page on the
// internet can make its own name resolve to 127.0.0.1 (DNS rebinding) and would
// then be of one origin with us, but its requests still carry its name.
type hosts map[string]bool

// hostsOf allows the address that is listened on, the names of this machine for
// itself, all with the port, and names, which hold for every port where they
// have none.
func hostsOf(listening net.Addr, names []string) hosts {
	h := hosts{}
	if host, port, err := net.SplitHostPort(listening.String()); err == nil {
		for _, name := range []string{host, "localhost", "127.0.0.1", "::1"} {
			h[net.JoinHostPort(name, port)] = true
			if port == "80" {
				h[strings.TrimSuffix(net.JoinHostPort(name, port), ":80")] = true
			}
		}
	}
	for _, name := range names {
		h[strings.ToLower(strings.TrimSuffix(name, "."))] = true
	}
	return h
}

func (h hosts) check(c *fiber.Ctx) error {
	host := strings.ToLower(string(c.Request().Host()))
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	if h[host] || h[name] {
		return c.Next()
	}
	return engine.Errorf(engine.CodeForbidden, "The admin server does not answer to the host %.100q. If that is its name, start it with --admin-host.", host)
}
