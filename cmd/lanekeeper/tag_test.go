package main

import (
	"strings"
	"testing"
)

func TestTag(t *testing.T) {
	for _, test := range []struct {
		args   []string
		status int
		out    string // its beginning
		says   string
	}{
		{[]string{"--project", "shop", "--origin", "https://lk.example"}, 0, `<script src="https://lk.example/js/shop.js"></script>` + "\n", ""},
		{[]string{"--project", "shop", "--origin", "https://lk.example", "--async"}, 0, `<script async src="https://lk.example/js/shop.js"></script>` + "\n", ""},
		{[]string{"--project", "shop", "--origin", "https://lk.example", "--async", "--hide", ".hero,.price", "--nonce", "n"}, 0, `<script nonce="n">(d=>{`, ""},
		{nil, 3, "", "origin: "},
		{[]string{"--project", "shop", "--origin", "https://lk.example", "--hide", ".hero"}, 3, "", "hide: "},
		{[]string{"--project", "shop", "--origin", "https://lk.example", "--async", "--hide-for", "1h"}, 3, "", "hideFor: "},
		{[]string{"--hide-for", "soon"}, 2, "", "--hide-for"},
		{[]string{"shop"}, 2, "", "unknown command"},
	} {
		status, out, errs := lanekeeper(t, "", append([]string{"tag"}, test.args...)...)
		if status != test.status || !strings.HasPrefix(out, test.out) || (out == "") != (test.out == "") || !strings.Contains(errs, test.says) {
			t.Errorf("%q: %d %s%s", test.args, status, out, errs)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	networks, err := parseProxies([]string{"10.1.2.3/8", "2001:db8::7", "fe80::1%eth0"})
	if err != nil || len(networks) != 3 || networks[0].String() != "10.0.0.0/8" || networks[1].String() != "2001:db8::7/128" || networks[2].String() != "fe80::1/128" {
		t.Errorf("%v, %v", networks, err)
	}
	if _, err := parseProxies(ownNetworks); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{"", "10.0.0.0/33", "proxy.example", "10.0.0.0-10.1.0.0"} {
		if status, _, errs := lanekeeper(t, "", "serve", "--trusted-proxies", wrong+",10.0.0.1"); status != 2 || !strings.Contains(errs, "--trusted-proxies") {
			t.Errorf("%q: %d %s", wrong, status, errs)
		}
	}
}
