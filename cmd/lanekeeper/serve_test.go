package main

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

const anyPort = "127.0.0.1:0"

// TestServeAndApply goes through the life of an installation.
func TestServeAndApply(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "serve", "--data", data, "--public", anyPort, "--admin", anyPort)
	token := s.out.await(t, `(?s)^Keep this admin token, it is not shown again: (lk_\S+)\n$`)
	admin := s.errs.await(t, `admin=(http://\S+)`)
	t.Setenv("LANEKEEPER_SERVER", admin)
	t.Setenv("LANEKEEPER_TOKEN", token)

	for _, step := range []struct {
		name, form string
		status     int
		out        string // or, where the status is not 0, a part of the error
	}{
		{"create", shop, 0, `Project shop: created, revision 1.
  experiment 1: added, "[ME] Hero", running
  experiment 2: added, "[ME] holdout", running
  experiment 3: added, "Draft", draft
  experiment 4: added, "Old", archived
`},
		{"again", shop, 0, "Project shop: nothing changed, it stays at revision 1.\n"},
		{
			"without ids that names tell", strings.NewReplacer(`id: "1", `, "", `id: "3", `, "", "id: a, ", "", "id: b, ", "").Replace(shop), 0,
			"Project shop: nothing changed, it stays at revision 1.\n",
		},
		{
			"change", `{"id": "shop", "name": "The shop", "holdoutShare": 1000, "pages": [{"id": "home", "include": [{"match": "simple", "value": "shop.example"}]}], "experiments": [
			{"id": "2", "name": "[ME] holdout", "status": "paused", "variations": [{"id": "a", "weight": 10000}]},
			{"id": "1", "name": "[ME] Hat", "status": "running", "traffic": 5000, "pages": ["home"], "variations": [
				{"id": "a", "weight": 2000}, {"id": "b", "weight": 8000, "changes": [{"type": "css", "code": ".hat{color:red}"}]}]},
			{"id": "3", "name": "Draft", "status": "running", "variations": [{"id": "a", "weight": 10000, "changes": [{"type": "css", "code": ".draft{color:red}"}]}]},
			{"id": "9", "name": "New", "status": "draft", "variations": [{"id": "a", "weight": 10000}]}]}`, 0,
			`Project shop: revision 1 is now 2.
  experiment 1: renamed "[ME] Hero" → "[ME] Hat"
  experiment 1: pages ["home"]
  experiment 1: traffic 10000 → 5000
  experiment 1, variation a: weight 5000 → 2000
  experiment 1, variation b, change 1: code ".hero{color:red}" → ".hat{color:red}"
  experiment 1, variation b: weight 5000 → 8000
  experiment 2: paused ("running" → "paused")
  experiment 3: started ("draft" → "running")
  experiment 4: removed, "Old", archived
  experiment 9: added, "New", draft
  the order of experiments changed
  holdoutShare 500 → 1000
  name "The shop"
  page home: added
`,
		},
		{"a project that cannot be", strings.Replace(shop, "name: Draft", "name: N, traffic: 99999", 1) + "  - {name: \"\", status: draft, variations: []}\n", 3, "experiments[4].variations"},
		{"a renamed one without an id", strings.Replace(shop, `id: "1", name: "[ME] Hero"`, `name: "[ME] Boot"`, 1), 3, "experiments[0].id"},
		{"no id", "experiments: []", 3, "id: This id is missing."},
		{"not a project", "[]", 3, "object"},
	} {
		t.Run(step.name, func(t *testing.T) {
			status, out, errs := lanekeeper(t, step.form, "apply", "-f", "-")
			if status != step.status || status == 0 && out != step.out || status != 0 && (out != "" || !strings.Contains(errs, step.out)) {
				t.Errorf("status %d\n%s%s", status, out, errs)
			}
		})
	}
	if status, _, errs := lanekeeper(t, shop, "apply", "-f", "-", "--token", "wrong"); status != 6 || strings.Contains(errs, token) {
		t.Errorf("a wrong token: %d %s", status, errs)
	}
	if status, _, errs := lanekeeper(t, shop, "apply", "-f", "-", "--server", s.errs.await(t, `public=(http://\S+)`)); status != 8 || !strings.Contains(errs, "Is --server right?") {
		t.Errorf("the public server: %d %s", status, errs)
	}
	if status, _, errs := lanekeeper(t, "", "serve", "--data", data, "--public", anyPort, "--admin", anyPort); status != 8 || !strings.Contains(errs, "Another process uses") {
		t.Errorf("a second server: %d %s", status, errs)
	}

	http.DefaultClient.CloseIdleConnections()
	if status := s.stop(); status != 0 {
		t.Errorf("the end: %d %s", status, s.errs.text.String())
	}
	s = start(t, "serve", "--data", data, "--public", anyPort, "--admin", anyPort)
	t.Setenv("LANEKEEPER_SERVER", s.errs.await(t, `admin=(http://\S+)`))
	if status, out, errs := lanekeeper(t, shop, "apply", "-f", "-"); status != 0 || !strings.Contains(out, "revision 2 is now 3") || !strings.Contains(out, "experiment 9: removed") || strings.Contains(out, "minted") {
		t.Errorf("after a restart: %d %s%s", status, out, errs)
	}
	http.DefaultClient.CloseIdleConnections()
	s.stop()
	if s.out.text.Len() > 0 {
		t.Errorf("the second start prints %q", s.out.text.String())
	}

	s = start(t, "serve", "--data", data, "--public", anyPort, "--admin", anyPort, "--new-token")
	if again := s.out.await(t, `(lk_\S+)`); again == token {
		t.Error("the new token is the old one")
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", anyPort)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	for flag, other := range map[string]string{"--public": "--admin", "--admin": "--public"} {
		status, out, errs := lanekeeper(t, "", "serve", "--data", filepath.Join(t.TempDir(), "d"), flag, address, other, anyPort)
		if status != 8 || out != "" || !strings.Contains(errs, "another program listens there") ||
			!strings.Contains(errs, flag+" or LANEKEEPER_"+strings.ToUpper(flag[2:])) {
			t.Errorf("%s: %d %s%s", flag, status, out, errs)
		}
	}
}

func TestDemo(t *testing.T) {
	s := start(t, "demo", "--public", anyPort, "--admin", anyPort)
	shop := s.out.await(t, `The shop +(http://\S+/)demo/\n`)
	s.out.await(t, `Token +(lk_\S+)\n`)
	for _, path := range []string{"demo/", "demo/lanes", "demo/state.json", "demo/decide.js", "js/demo.js"} {
		response, err := http.Get(shop + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != 200 {
			t.Errorf("%s: %d", path, response.StatusCode)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	if status := s.stop(); status != 0 {
		t.Errorf("the end: %d", status)
	}
}
