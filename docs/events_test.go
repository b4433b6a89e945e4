package docs

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

const eventsPage = "docs/events.md"

// found are the first groups of a pattern in a file.
func found(t *testing.T, file, pattern string) (list []string) {
	t.Helper()
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, file), -1) {
		list = append(list, match[1])
	}
	if len(list) == 0 {
		t.Fatalf("%s has nothing like %s", file, pattern)
	}
	return list
}

// TestEvents wants a row for each event that the runtime tells of, and for the
// one that is the page's own.
func TestEvents(t *testing.T) {
	told := []string{"event"}
	for _, file := range files(t, ".ts") {
		if path.Dir(file) == "snippet/runtime" {
			for _, match := range regexp.MustCompile(`emit\??\.?\(\{ type: "(\w+)"`).FindAllStringSubmatch(read(t, file), -1) {
				told = append(told, match[1])
			}
		}
	}
	part, _, _ := strings.Cut(section(t, eventsPage, "Hooks"), "\n`push")
	var names []string
	for _, row := range rows(part) {
		names = append(names, strings.Trim(row[0], "`"))
	}
	same(t, eventsPage, names, told)
}

// TestExposureFields wants the fields that every browser was found to be told,
// and those of them in the data layer that are no objects.
func TestExposureFields(t *testing.T) {
	list := found(t, "server/testdata/conformance/exposure-fields.html", `every field[^\[]*\[([^\]]*)\]`)[0]
	fields := strings.Split(strings.ReplaceAll(list, `"`, ""), ", ")
	same(t, eventsPage, firsts(section(t, eventsPage, "Exposure")), fields)
	var pushed []string
	for _, field := range fields {
		if field != "type" && field != "layers" {
			pushed = append(pushed, "lanekeeper_"+field)
		}
	}
	for _, row := range rows(section(t, eventsPage, "Adapters")) {
		if row[0] == "`dataLayer`" {
			same(t, eventsPage, regexp.MustCompile(`lanekeeper_\w+`).FindAllString(row[1], -1), append(pushed, "lanekeeper_exposure"))
		}
	}
}

// TestAdapters wants a row for each adapter, with the words that it sends.
func TestAdapters(t *testing.T) {
	part := section(t, eventsPage, "Adapters")
	same(t, eventsPage, firsts(part), constants(t, "engine", "Adapter"))
	words := append(found(t, "snippet/runtime/to_ga4.ts", `"event", "(\w+)"`), "exp_variant_string")
	words = append(words, found(t, "snippet/runtime/to_segment.ts", `(\w+_id):`)...)
	words = append(words, found(t, "snippet/runtime/to_segment.ts", `\["([^"]+)", \{`)...)
	for _, word := range words {
		if !strings.Contains(part, word) {
			t.Errorf("%s: the adapters lack %q", eventsPage, word)
		}
	}
}

// TestDebugColumns wants a row for each column of the debugger's table.
func TestDebugColumns(t *testing.T) {
	const file = "snippet/runtime/debug_row.ts"
	columns := found(t, file, `line\.(\w+)`)
	columns = append(columns, found(t, file, `(?m)^    "?([\w ]+)"?: made`)...)
	columns = append(columns, found(t, file, `line\["([^"]+)"\]`)...)
	columns = append(columns, found(t, "snippet/entry_debug.go", `"(?:layers)": "(\w+)"`)...)
	columns = append(columns, found(t, "snippet/entry_debug.go", `"(?:holdouts)": "(\w+)"`)...)
	columns = append(columns, found(t, "snippet/entry_debug.go", `"(?:slots)": "(\w+)"`)...)
	var names []string
	for _, row := range rows(section(t, eventsPage, "Why am I (not) in this experiment?")) {
		for _, name := range quoted.FindAllStringSubmatch(row[0], -1) {
			names = append(names, name[1])
		}
	}
	same(t, eventsPage, names, columns)
}
