//go:build browser

package server_test

import (
	"strings"
	"testing"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// TestBrowserEditor: an editor in the page makes changes in the form's own words
// and takes them back, over and over, with no snippet in the page.
func TestBrowserEditor(t *testing.T) {
	t.Parallel()
	script, err := snippet.NewBuilder().Editor()
	if err != nil {
		t.Fatal(err)
	}
	p, err := engine.Read([]byte(`{"id": "shop", "experiments": [{"name": "One", "status": "draft", "variations": [{"weight": 10000, "changes": [
		{"type": "text", "selector": ".text", "value": "Ours"},
		{"type": "html", "selector": ".html", "value": "<b>Ours</b>"},
		{"type": "attribute", "selector": ".link", "name": "href", "value": "/ours"},
		{"type": "class", "selector": ".text", "add": ["ours"], "remove": ["theirs"]},
		{"type": "style", "selector": ".text", "name": "color", "value": "red"},
		{"type": "image", "selector": "img", "value": "data:,ours"},
		{"type": "insert", "selector": "ul", "position": "first", "value": "<li>Ours</li>"},
		{"type": "insert", "selector": "ul", "position": "after", "value": "<p>After</p>"},
		{"type": "remove", "selector": ".gone"},
		{"type": "move", "selector": ".link", "position": "last", "to": "ul"},
		{"type": "css", "code": ".text { margin-left: 7px }"}
	]}]}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	var changes strings.Builder
	if form, err := p.JSON(); err == nil {
		changes.Write(form)
	} else {
		t.Fatal(err)
	}
	const body = `<p class="text theirs">Theirs <i>text</i></p><p class="html">Theirs</p><a class="link" href="/theirs">Link</a><img src="data:,theirs" alt=""><ul><li class="gone">Gone</li></ul>`
	address := site(t, map[string]string{"/": document(faultsJS+"<script>"+string(script)+"</script>", body)})
	b := newTab(t)
	b.open(address)
	const changed = `<p class="text ours" style="color: red;">Ours</p><p class="html"><b>Ours</b></p><img src="data:,ours" alt=""><ul><li>Ours</li><!----><a class="link" href="/ours">Link</a></ul><p>After</p>`
	got := evaluate[struct {
		Made, Undone, Again, Without []string
		Margin                       string
		Told                         []string
	}](b, `(async () => {
		const { changes } = (`+changes.String()+`).experiments[0].variations[0];
		const html = () => document.body.innerHTML.trim();
		const found = { made: [], undone: [], again: [], without: [], told: [] };
		found.without.push(html());
		for (let i = 0; i < 3; i++) {
			const made = lanekeeperChanges(changes);
			await null;
			found.made.push(html());
			found.margin = getComputedStyle(document.querySelector(".text")).marginLeft;
			made.undo();
			made.undo();
			found.undone.push(html() + getComputedStyle(document.querySelector(".text")).marginLeft);
		}
		const tell = ({ change, error }) => { found.told.push(change + " " + error.message) };
		lanekeeperChanges([{ type: "js", code: "alert(1)" }, { id: "r", type: "redirect", value: "/" }, { type: "text", selector: ":::", value: "" }, { type: "text", selector: ".html", value: "Still" }], tell).undo();
		return found;
	})()`)
	for i := range 3 {
		if made := strings.ReplaceAll(got.Made[i], "<!---->", ""); made != strings.ReplaceAll(changed, "<!---->", "") {
			t.Errorf("made:\n%s\nwant\n%s", got.Made[i], changed)
		}
		if got.Undone[i] != got.Without[0]+"0px" || got.Margin != "7px" {
			t.Errorf("undone:\n%s\nwant\n%s", got.Undone[i], got.Without[0])
		}
	}
	if len(got.Told) != 3 || got.Told[0] != "1 a change of type js cannot be applied here" || got.Told[1] != "r a change of type redirect cannot be applied here" || !strings.HasPrefix(got.Told[2], "3 ") {
		t.Errorf("told %q", got.Told)
	}
	b.heard()
	if faults := evaluate[[]string](b, `faults`); len(faults) > 0 {
		t.Errorf("the page has errors: %v", faults)
	}
}
