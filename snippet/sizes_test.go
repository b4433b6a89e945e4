package snippet

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// The data sets of the size budgets. Both are made here, the same each time.

// identical is a project of n exclusive experiments that differ in a number
// only, and a holdout: odd ones change a text, even ones add a CSS rule.
func identical(n int) *engine.Project {
	p := emptyProject()
	for i := 1; i <= n; i++ {
		page := fmt.Sprintf("p%d", i)
		p.Pages = append(p.Pages, engine.Page{ID: page, Include: []engine.Condition{
			{Match: engine.Simple, Value: fmt.Sprintf("https://shop.example/page-%d", i)},
		}})
		c := engine.Change{Type: engine.CSS, Code: fmt.Sprintf("#element-%d { color: #c00; font-weight: 700 }", i)}
		if i%2 == 1 {
			c = engine.Change{Type: engine.JavaScript, Selector: fmt.Sprintf("#element-%d", i), Code: fmt.Sprintf("element.textContent = 'Variation %d';", i)}
		}
		p.Experiments = append(p.Experiments, twoVariations(fmt.Sprint(1000+i), fmt.Sprintf("[ME] Experiment %d", i), page, c))
	}
	return withHoldout(p)
}

// cssOnly is a project of n untagged experiments that add a CSS rule each.
func cssOnly(n int, p *engine.Project, rule func(i int) string) *engine.Project {
	for i := 1; i <= n; i++ {
		c := engine.Change{Type: engine.CSS, Code: rule(i)}
		p.Experiments = append(p.Experiments, twoVariations(fmt.Sprint(1000+i), fmt.Sprintf("Experiment %d", i), "", c))
	}
	return valid(p)
}

// words are what shops write, select and link to.
var words = strings.Fields(`account add address amount arrival autumn back badge banner basket beach belt best blog blue book boots bottle box brand
	bread breakfast bright button cancel card cards careers cart cash category chair chat check cheap checkout choose cities classic clear click club coat
	coffee collection color comfort compare complete contact continue cotton coupon cream customer daily dark deals delivery denim desk details discount
	discover dress early easy email enjoy events every exclusive express fabric fair family fast favourite featured fees filter find finish first fit footer
	form free fresh friday garden gallery gift glass gloves gold grid guarantee guide hats header help hero home hours image inbox insurance item jacket join
	kids kitchen label lamp large later leather light limited linen list living location login loyal lunch magazine mail market meal member menu message mobile
	modern month more morning natural navigation newsletter next night note notice offer office online only open orders organic outlet pack panel paper parcel
	password payment perfect phone photo pick pillow plan plant plus points popular premium press price privacy product profile promo proof protect quality
	quick quote rating read recipe refund register reminder rent repair reply reserve results return review reward ring room safe sale sample save search season
	secure select send service share shelf shipping shirt shoes shop short show sidebar sign silk silver simple size skip sleep slider small smart soft sofa
	special sport spring stay stock stone store story style submit subscribe summer support sweater table tablet teaser terms thanks tickets today tools total
	towel track travel trial trust update value video view visit voucher waiting wallet warm warranty watch water website weekend welcome white window winter
	wish wood wool world yellow years yoga yours zone`)

// realistic is a project of n exclusive experiments as an old installation has
// them: distinct ids, selectors, addresses, texts and code; and a holdout.
func realistic(n int) *engine.Project {
	w := writer{rand.New(rand.NewPCG(7, 11))}
	p := emptyProject()
	id := 1041
	for i := range n {
		page := fmt.Sprintf("p%d", i)
		p.Pages = append(p.Pages, engine.Page{ID: page, Include: []engine.Condition{w.condition()}})
		c := engine.Change{Type: engine.CSS, Code: w.rule()}
		if i%2 == 1 {
			c = w.script()
		}
		p.Experiments = append(p.Experiments, twoVariations(fmt.Sprint(id), "[ME] "+w.text(3), page, c))
		id += 1 + w.IntN(9)
	}
	return withHoldout(p)
}

type writer struct{ *rand.Rand }

func (w writer) word() string { return words[w.IntN(len(words))] }

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

func (w writer) text(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = w.word()
	}
	return strings.ToUpper(list[0][:1]) + strings.Join(list, " ")[1:]
}

func (w writer) selector() string {
	return w.one("."+w.word()+"-"+w.word(), "#"+w.word()+" ."+w.word(), "."+w.word()+"__"+w.word(), "main ."+w.word()+" h2", "#"+w.word()+"-"+w.word())
}

func (w writer) condition() engine.Condition {
	switch w.IntN(4) {
	case 0:
		return engine.Condition{Match: engine.Substring, Value: "/" + w.word() + "/" + w.word()}
	case 1:
		return engine.Condition{Match: engine.Regex, Value: `/` + w.word() + `/[\w-]+-` + w.word() + `\.html`}
	default:
		return engine.Condition{Match: engine.Simple, Value: "https://www.hatsandcoats.example/" + w.word() + "/" + w.word()}
	}
}

func (w writer) rule() string {
	return fmt.Sprintf("%s { %s }", w.selector(), w.one(
		fmt.Sprintf("background: #%06x", w.IntN(1<<24)), fmt.Sprintf("margin: %dpx %dpx", w.IntN(40), w.IntN(40)),
		fmt.Sprintf("font-size: %dpx; color: #%06x", 12+w.IntN(30), w.IntN(1<<24)), "display: none", fmt.Sprintf("border-radius: %dpx; padding: %dpx", w.IntN(20), w.IntN(20)),
		fmt.Sprintf("order: %d", w.IntN(9)), "text-transform: uppercase; letter-spacing: .04em"))
}

func (w writer) script() engine.Change {
	return engine.Change{Type: engine.JavaScript, Selector: w.selector(), Code: w.one(
		fmt.Sprintf("element.textContent = %q;", w.text(2+w.IntN(4))), fmt.Sprintf("element.textContent = %q;", w.text(2+w.IntN(4))),
		fmt.Sprintf("element.classList.add(%q);", w.word()+"-"+w.word()), fmt.Sprintf("element.setAttribute('href', %q);", "/"+w.word()+"/"+w.word()),
		fmt.Sprintf("element.insertAdjacentHTML('beforeend', %q);", "<small>"+w.text(3)+"</small>"))}
}

func emptyProject() *engine.Project {
	p, err := engine.Read([]byte(`{"id": "shop", "experiments": []}`), nil)
	if err != nil {
		panic(err)
	}
	return p
}

func twoVariations(id, name, page string, c engine.Change) engine.Experiment {
	e := engine.Experiment{
		ID: id, Name: name, Status: engine.Running, Traffic: engine.Whole,
		Variations: []engine.Variation{{Weight: 5000}, {Weight: 5000, Changes: []engine.Change{c}}},
	}
	if page != "" {
		e.Pages = []string{page}
	}
	return e
}

func withHoldout(p *engine.Project) *engine.Project {
	p.Experiments = append(p.Experiments, engine.Experiment{
		ID: "1000", Name: "[ME] holdout", Status: engine.Running, Traffic: engine.Whole, Variations: []engine.Variation{{Weight: engine.Whole}},
	})
	return valid(p)
}

func valid(p *engine.Project) *engine.Project {
	p.Mint(nil)
	if err := p.Validate(); err != nil {
		panic(err)
	}
	return p
}
