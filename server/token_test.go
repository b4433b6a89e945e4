package server

import (
	"bytes"
	"io"
	"log/slog"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

func TestToken(t *testing.T) {
	kept := memory(t)
	make := func(another bool) *Server {
		t.Helper()
		s, err := New(t.Context(), Config{Store: kept, NewToken: another, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := make(false)
	if len(first.Token) != len("lk_")+43 {
		t.Errorf("the token is %q", first.Token)
	}
	doc, err := kept.Get(t.Context(), store.TokenKind, adminToken)
	if err != nil || bytes.Contains(doc.Data, []byte(first.Token[3:])) {
		t.Errorf("stored: %s, %v", doc.Data, err)
	}
	second := make(false)
	if second.Token != "" || second.hash != first.hash {
		t.Errorf("the second start made %q", second.Token)
	}
	third := make(true)
	if third.Token == "" || third.Token == first.Token || third.hash == first.hash {
		t.Errorf("another token: %q", third.Token)
	}
	if again := make(false); again.Token != "" || again.hash != third.hash {
		t.Error("the other token was not kept")
	}
	for _, damaged := range []string{`{}`, `{"sha256":"zz"}`, `nonsense`, `{"sha256":"00"}`} {
		doc, err := kept.Get(t.Context(), store.TokenKind, adminToken)
		if err != nil {
			t.Fatal(err)
		}
		doc.Data = []byte(damaged)
		if _, err := kept.Put(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
		if _, err := New(t.Context(), Config{Store: kept}); engine.CodeOf(err) != engine.CodeUnavailable {
			t.Errorf("%s: %v", damaged, err)
		}
	}
	if mended := make(true); mended.Token == "" {
		t.Error("a damaged token cannot be replaced")
	}
}
