package server

import (
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
)

// The debugger is in the file on demand where the address asks for it, whatever
// else it asks for, and whether or not variations may be forced.
func TestDebuggerOnDemand(t *testing.T) {
	s := start(t)
	sentence := engine.ReasonLane.Sentence()
	for path, has := range map[string]bool{
		"/js/shop.preview.js?lk_debug":                  true,
		"/js/shop.preview.js?lk_debug=":                 true,
		"/js/shop.preview.js?lk_force=1:1b&lk_debug":    true,
		"/js/other.preview.js?lk_debug":                 true,
		"/js/shop.preview.js?lk_force=1:1b":             false,
		"/js/shop.preview.js?lk_opt_out=true":           false,
		"/js/shop.preview.js?lk_force=lk_debug:1":       false,
		"/js/shop.js?lk_debug":                          false,
		"/js/shop.preview.js?not_lk_debug&lk_force=1:1": false,
	} {
		a := s.get(path)
		if a.status != 200 || strings.Contains(a.body, sentence) != has {
			t.Errorf("%s: %d, and the debugger is there: %t", path, a.status, !has)
		}
		if strings.Contains(a.body, "Draft words") || strings.Contains(a.body, "Hero") {
			t.Errorf("%s has a draft or a name", path)
		}
		if has && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
	}
}
