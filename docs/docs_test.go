// Package docs holds the documents to the code. It has no code of its own: its
// tests fail where a table in a document lacks what the code has, where an
// example no longer gives what stands beside it, where a link leads nowhere, and
// where a package knows another that it must not know.
//
// It refuses to judge prose.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the module's folder, as seen from here.
const root = ".."

// files lists the files of the repository whose names end so, as paths from
// its root with slashes; nothing that was fetched or built.
func files(t *testing.T, endings ...string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != root && notOurs[entry.Name()] {
				return filepath.SkipDir
			}
			return nil
		}
		if slices.Contains(endings, filepath.Ext(path)) {
			rel, err := filepath.Rel(root, path)
			list = append(list, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// notOurs are the folders that .gitignore names, and git's.
var notOurs = map[string]bool{".git": true, "node_modules": true, "bin": true, "data": true}

// read gives a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestFolders wants every folder at the top on the map, and none that is named
// after nothing.
func TestFolders(t *testing.T) {
	page := read(t, "docs/ARCHITECTURE.md")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && !notOurs[entry.Name()] && !strings.Contains(page, "| `"+entry.Name()+"/` |") {
			t.Errorf("docs/ARCHITECTURE.md has no line for the folder %s/", entry.Name())
		}
	}
	for _, line := range regexp.MustCompile("(?m)^\\| `([^`]+)/` \\|").FindAllStringSubmatch(page, -1) {
		if info, err := os.Stat(filepath.Join(root, line[1])); err != nil || !info.IsDir() {
			t.Errorf("docs/ARCHITECTURE.md names the folder %s/, which is not there", line[1])
		}
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || !entry.IsDir():
			return err
		case path != root && notOurs[entry.Name()]:
			return filepath.SkipDir
		case slices.Contains([]string{"utils", "util", "common", "models", "internal", "pkg"}, entry.Name()):
			t.Errorf("%s: name the folder after what it owns", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var (
	fence    = regexp.MustCompile("(?ms)^```.*?^```")
	link     = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	inAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestLinks follows every link inside the repository, to the file and, where it
// has one, to the heading.
func TestLinks(t *testing.T) {
	for _, file := range files(t, ".md") {
		for _, found := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, file), ""), -1) {
			target, anchor, anchored := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			to := file
			if target != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(file), target))
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s: the link %s leads to no file", file, found[1])
				continue
			}
			if anchored && !slices.Contains(anchors(read(t, to)), anchor) {
				t.Errorf("%s: the link %s leads to no heading", file, found[1])
			}
		}
	}
}

// anchors are the headings of a document as GitHub names them in links.
func anchors(text string) (list []string) {
	for _, found := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		plain := inAnchor.ReplaceAllString(strings.ToLower(found[1]), "")
		list = append(list, strings.ReplaceAll(plain, " ", "-"))
	}
	return list
}

// strayWords are words of other products for what we call variation, experiment
// and exposure.
var strayWords = regexp.MustCompile(`(?i)\b(variant|campaign|impression)s?\b`)

// mayStray says which files may have them, and why.
var mayStray = map[string]string{
	"docs/docs_test.go": "it names them",
	"docs/targeting.md": "a campaign is a source of visits, and a UTM field",
	"engine/source.go":  "likewise",

	"snippet/entry_kind.go":     "likewise",
	"snippet/runtime/source.ts": "likewise",
}

func TestWords(t *testing.T) {
	used := map[string]bool{}
	for _, file := range files(t, ".go", ".ts", ".md") {
		for i, line := range strings.Split(read(t, file), "\n") {
			word := strayWords.FindString(line)
			if word == "" {
				continue
			}
			used[file] = true
			if mayStray[file] == "" {
				t.Errorf("%s:%d: say variation, experiment or exposure for %q", file, i+1, word)
			}
		}
	}
	for file := range mayStray {
		if !used[file] {
			t.Errorf("%s needs no leave to use other words", file)
		}
	}
}

// TestMakeHelp wants the Makefile to offer these targets, each with a line of
// help, and no others.
func TestMakeHelp(t *testing.T) {
	want := strings.Fields("run build check test test-browser golden fuzz bench size clean help")
	text := read(t, "Makefile")
	var helped, targets, phony []string
	for _, found := range regexp.MustCompile(`(?m)^([a-z][a-z-]*):([^=\n]*)$`).FindAllStringSubmatch(text, -1) {
		targets = append(targets, found[1])
		if regexp.MustCompile(`## \S`).MatchString(found[2]) {
			helped = append(helped, found[1])
		}
	}
	if found := regexp.MustCompile(`(?m)^\.PHONY:(.*)$`).FindStringSubmatch(text); found != nil {
		phony = strings.Fields(found[1])
	}
	for what, got := range map[string][]string{"targets": targets, "targets with help": helped, ".PHONY": phony} {
		if !slices.Equal(got, want) {
			t.Errorf("the Makefile's %s are\n%v, not\n%v", what, got, want)
		}
	}
}
