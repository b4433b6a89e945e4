package main

import (
	"fmt"
	"net/netip"
)

// ownNetworks are those that only machines of one's own can have (RFC 1122, 1918
// and 4193): a proxy in front of the server usually stands there.
var ownNetworks = []string{"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}

// parseProxies reads networks, or single addresses.
func parseProxies(list []string) (networks []netip.Prefix, err error) {
	for _, text := range list {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			a, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("--trusted-proxies %q is no network; one looks like 10.0.0.0/8 or 203.0.113.7", text)
			}
			network = netip.PrefixFrom(a.WithZone(""), a.BitLen())
		}
		networks = append(networks, network.Masked())
	}
	return networks, nil
}
