package engine

import (
	"os"
	"path/filepath"
	"testing"
)

// golden compares got with testdata/golden/name; UPDATE=1 rewrites the file,
// for a person to read the difference.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs from what was printed (UPDATE=1 rewrites it):\n%s", path, got)
	}
}
