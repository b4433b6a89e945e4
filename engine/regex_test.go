package engine

import (
	"strings"
	"testing"
)

// TestPrintedPatterns is a table: Go's expression | JavaScript's.
func TestPrintedPatterns(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{`hats`, `hats`},
		{`/hats/`, `\/hats\/`},
		{`a-b`, `a-b`},
		{`a.b`, `a[^\n]b`},
		{`(?s).`, `[^]`},
		{`\.`, `\.`},
		{`\Q.*\E`, `\.\*`},
		{`^a$`, `^a$`},
		{`\Aa\z`, `^a$`},
		{`\bhat\B`, `\bhat\B`},
		{`[abc]`, `[a-c]`},
		{`[ab]`, `[ab]`},
		{`[a\-z]`, `[az-]`},
		{`[-]`, `-`},
		{`[^\-]`, `[^-]`},
		{`[+--]`, `[\+-\-]`},
		{`[,-]`, `[,\-]`},
		{`[\-.]`, `[\-\.]`},
		{`[--9]`, `[\--9]`},
		{`[\w-]`, `[\w-]`},
		{`[\w\x80-\xff.]`, `[\w\.\x80-\xff]`},
		{`[^\w/]`, `[^\/-9A-Z_a-z]`},
		{`[0-9a-z_]`, `[\d_a-z]`},
		{`[0-9A-Z]`, `[\dA-Z]`},
		{`[\]^]`, `[\]\^]`},
		{`[^a]`, `[^a]`},
		{`[^a-c\n]`, `[^\x0aa-c]`},
		{`[\x00-\x{10FFFF}]`, `[^]`},
		{`[^\x00-\x{10FFFF}]`, `[]`},
		{`\d\D`, `[\d][^\d]`},
		{`\w`, `[\w]`},
		{`\s`, `[\x09\x0a\x0c\x0d ]`},
		{`[[:alpha:]]`, `[A-Za-z]`},
		{`a|b`, `[ab]`},
		{`hat|cap`, `hat|cap`},
		{`(hat|cap)s`, `(?:hat|cap)s`},
		{`(?:hat|cap)s`, `(?:hat|cap)s`},
		{`(?P<name>a)b`, `(?:a)b`},
		{`x(?:|y)`, `x(?:(?:)|y)`},
		{`()`, `(?:(?:))`},
		{``, `(?:)`},
		{`a*b+c?`, `a*b+c?`},
		{`a*?b+?c??`, `a*?b+?c??`},
		{`(?U)a*b*?`, `a*?b*`},
		{`a{2}b{2,}c{2,3}d{0}`, `a{2}b{2,}c{2,3}d{0}`},
		{`a{,3}`, `a\{,3\}`},
		{`(ab)*`, `(?:ab)*`},
		{`(?:ab)*`, `(?:ab)*`},
		{`(?:^)*`, `(?:^)*`},
		{`(hats|caps)*`, `(?:hats|caps)*`}, // no text has two readings
		{`(?:ab|[c-e]b|(f|gg))+x`, `(?:ab|[c-e]b|(?:f|gg))+x`},
		{`(?:ab|[a-c]b)?`, `(?:ab|[a-c]b)?`},
		{`(a+)?`, `(?:a+)?`},
		{`(a+){1}`, `(?:a+){1}`},
		{`(?:a|b)*`, `[ab]*`},
		{`(?:hat|cap)+`, `(?:hat|cap)+`},
		{`(?i)a1`, `[Aa]1`},
		{`(?i)k`, `[Kk\u{212a}]`},
		{"\u212a", `\u{212a}`},
		{`(?i)ſ`, `[Ss\u{17f}]`},
		{`(?i)[a-c]`, `[A-Ca-c]`},
		{`(?i)[^k]`, `[^Kk\u{212a}]`},
		{`(?i)ab*`, `[Aa][Bb]*`},
		{`é`, `\xe9`},
		{"\u2028\x7f", `\u{2028}\x7f`},
		{`𝒳`, `\u{1d4b3}`},
		{`[𝒳-𝒵]+`, `[\u{1d4b3}-\u{1d4b5}]+`},
		{`[^𝒳]`, `[^\u{1d4b3}]`},
		{`</script>`, `<\/script>`},
	} {
		m, fault := compileCondition(Condition{Regex, c.value})
		if c.value == "" {
			m, fault = compileRegex("") // a value must not be empty; the printer may get it
		}
		if fault != "" || m.Pattern != c.want {
			t.Errorf("%q: %q %s, want %q", c.value, m.Pattern, fault, c.want)
		}
		for i := 0; i < len(m.Pattern); i++ {
			if c := m.Pattern[i]; c < ' ' || c > '~' {
				t.Errorf("%q prints a byte that is not printable ASCII: %q", m.Pattern, c)
			}
		}
	}
}

// TestRefusedPatterns is a table: Go's expression | why it is refused.
func TestRefusedPatterns(t *testing.T) {
	const nested, alike, multi, broken = "A repetition inside a repetition", "A choice inside a repetition", "JavaScript cannot say the flag m", "This is not a regular expression"
	for _, c := range []struct{ value, want string }{
		{`(a+)+`, nested},
		{`(?:a*)*`, nested},
		{`(?:a+b)*`, nested},
		{`(?:a?b)*`, nested},
		{`((a|b+))*`, nested},
		{`(a*)?(?:b*c)+`, nested},
		{`(a{2,3}b){2}`, nested},
		{`(ab{0,1})+`, nested},
		{`((a*b)?c)*`, nested},
		{`(?:ab|[a-c]b)*`, alike},
		{`(?:.|ab)+c`, alike},
		{`(?i)(?:kx|[\x{2129}-\x{212a}]y)*`, alike}, // the Kelvin sign folds to k
		{`((hat|hot)s|[^x]y){2,}`, alike},
		{`(?:\bab|c)*`, alike}, // it takes no assertion apart
		{`(?m)^a`, multi},
		{`(?m:a$)`, multi},
		{`\C`, broken},
		{`a**`, broken},
		{`(`, broken},
		{`[z-a]`, broken},
		{`[]`, broken},
		{`a{1001}`, broken},
		{`(?=a)`, broken},
		{`(?<=a)`, broken},
		{`\1`, broken},
		{`\p{Nothing}`, broken},
		{"\xff", broken},
		{strings.Repeat("(", 2000) + strings.Repeat(")", 2000), broken},
	} {
		m, fault := compileCondition(Condition{Regex, c.value})
		if !strings.HasPrefix(fault, c.want) || m.re != nil {
			t.Errorf("%.40q: %q, want %q", c.value, fault, c.want)
		}
	}
}

// A class by property is spelled out: the two engines know different versions
// of Unicode.
func TestPropertiesAreSpelledOut(t *testing.T) {
	m, fault := compileCondition(Condition{Regex, `\p{Greek}\pL`})
	if fault != "" || strings.Contains(m.Pattern, `\p`) || !strings.Contains(m.Pattern, `\u{3b1}`) && !strings.Contains(m.Pattern, `\u{3a3}-`) {
		t.Errorf("%s %.80s", fault, m.Pattern)
	}
}
