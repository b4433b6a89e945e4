package server

import (
	"net/netip"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// How often one client may ask for what is limited. A visitor asks a few times a
// day, but a whole company or mobile network may share one address.
const (
	limitRate  = 2 // a second, in the long run
	limitBurst = 100
	// limitClients bounds the memory, some 300 bytes each. Who has more addresses
	// than this is not held back by counting them.
	limitClients = 10_000
)

// limiter counts requests by client, in token buckets. Any number of goroutines
// may use it.
type limiter struct {
	now     func() time.Time
	buckets *lru.Cache[netip.Prefix, *rate.Limiter]
}

func newLimiter(now func() time.Time) *limiter {
	buckets, err := lru.New[netip.Prefix, *rate.Limiter](limitClients)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &limiter{now, buckets}
}

// allows takes a token from the client's bucket, if there is one.
func (l *limiter) allows(client netip.Addr) bool {
	bits := 32
	if client.Is6() {
		bits = 64 // whoever has one such address has all of its network
	}
	network, _ := client.Prefix(bits) // an invalid address counts as one client
	bucket, known := l.buckets.Get(network)
	if !known {
		bucket = rate.NewLimiter(limitRate, limitBurst)
		if first, was, _ := l.buckets.PeekOrAdd(network, bucket); was {
			bucket = first
		}
	}
	return bucket.AllowN(l.now(), 1)
}

// proxies are the networks of machines that are believed when they say for whom
// they ask.
type proxies []netip.Prefix

// client is who sent the request: the peer, or where that is one of the proxies,
// the last in X-Forwarded-For that is none. What stands before that one was
// written by the client itself, and may be anything.
func (p proxies) client(c *fiber.Ctx) netip.Addr {
	peer, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	var chain []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		chain = append(chain, strings.Split(string(line), ",")...)
	}
	return p.last(peer.Unmap(), chain)
}

func (p proxies) last(client netip.Addr, chain []string) netip.Addr {
	for i := len(chain) - 1; i >= 0 && p.contain(client); i-- {
		before, err := parseClient(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		client = before
	}
	return client
}

func (p proxies) contain(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// parseClient reads an address; some proxies add the port.
func parseClient(s string) (netip.Addr, error) {
	if with, err := netip.ParseAddrPort(s); err == nil {
		return with.Addr().Unmap().WithZone(""), nil
	}
	a, err := netip.ParseAddr(s)
	return a.Unmap().WithZone(""), err
}
