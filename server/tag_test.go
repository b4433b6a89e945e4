package server

import (
	"net/url"
	"strings"
	"testing"
)

func TestTagAnswer(t *testing.T) {
	s := open(t, Config{Store: memory(t, strings.Replace(shop, `"id": "shop",`, `"id": "shop", "hideFor": 2500,`, 1), other)}, nil)
	s.awaitLoaded()
	ask := func(status int, project string, query ...string) tagAnswer {
		t.Helper()
		values := url.Values{}
		for i := 0; i < len(query); i += 2 {
			values.Set(query[i], query[i+1])
		}
		a := s.must(status, "GET", "/v1/projects/"+project+"/tag?"+values.Encode(), "")
		if status != 200 {
			return tagAnswer{}
		}
		if a.header.Get("ETag") != `"1"` {
			t.Errorf("ETag %s", a.header.Get("ETag"))
		}
		var answer tagAnswer
		a.into(t, &answer)
		return answer
	}
	plain := ask(200, "shop", "origin", "https://lk.example")
	if plain.Synchronous != `<script src="https://lk.example/js/shop.js"></script>` || plain.Asynchronous != `<script async src="https://lk.example/js/shop.js"></script>` || plain.Revision != 1 {
		t.Errorf("%+v", plain)
	}
	hiding := ask(200, "shop", "origin", "https://lk.example", "hide", ".hero", "nonce", `"n`)
	if hiding.Synchronous != `<script nonce="&#34;n" src="https://lk.example/js/shop.js"></script>` || !strings.Contains(hiding.Asynchronous, `".hero{opacity:0!important}";setTimeout(f,2500)`) {
		t.Errorf("%+v", hiding)
	}
	ask(422, "shop")
	ask(422, "shop", "origin", "https://lk.example", "hide", "</script>")
	ask(404, "none", "origin", "https://lk.example")
	if a := s.send("GET", s.admin+"/v1/projects/shop/tag?origin=https://lk.example", ""); a.status != 401 {
		t.Errorf("without a token: %d", a.status)
	}
}
