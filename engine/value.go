package engine

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// inLayer finds a path in what was pushed to a data layer, as merging each entry
// over those before it would: the newest entry first, and one that lacks a key of
// the path gives way to the older ones.
func inLayer(layer any, path []string) any {
	entries, ok := layer.([]any)
	if !ok {
		entries = []any{layer}
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if value, found := inEntry(entries[i], path); found {
			return value
		}
	}
	return nil
}

// inEntry reports found also where something on the way is neither object nor
// list: then nothing older shows through.
func inEntry(value any, path []string) (any, bool) {
	for i, key := range path {
		has := false
		switch entry := value.(type) {
		case map[string]any:
			value, has = entry[key]
		case []any:
			if n, err := strconv.Atoi(key); err == nil && 0 <= n && n < len(entry) && strconv.Itoa(n) == key {
				value, has = entry[n], true
			}
		default:
			return nil, i > 0
		}
		if !has {
			return nil, false
		}
	}
	return value, true
}

// printedValue is a JSON value as text: of objects and lists there is none. A
// number is printed as JavaScript does.
func printedValue(value any) (text string, isText bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case float64:
		return printedNumber(v), true
	case json.Number:
		n, _ := strconv.ParseFloat(string(v), 64) // beyond all bounds it is infinite, as in JavaScript
		return printedNumber(n), true
	}
	return "", false
}

func printedNumber(n float64) string {
	switch {
	case math.IsInf(n, 0):
		return map[bool]string{true: "Infinity", false: "-Infinity"}[n > 0]
	case n == 0:
		return "0" // also where it is -0
	}
	text, err := json.Marshal(n) // which prints as ECMAScript does
	if err != nil {
		return "NaN"
	}
	return string(text)
}

// number reads a whole text as a number: digits, with a fraction and an exponent
// where they are. JavaScript would also take "", "0x1F" and " 1".
func number(s string) (n float64, ok bool) {
	digits := func(s string) string { return strings.TrimLeft(s, "0123456789") }
	unsigned := strings.TrimPrefix(s, "-")
	rest := digits(unsigned)
	ok = rest != unsigned
	if fraction, has := strings.CutPrefix(rest, "."); has {
		rest = digits(fraction)
		ok = ok && rest != fraction
	}
	if rest != "" && rest[0]|0x20 == 'e' {
		exponent := rest[1:]
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
		rest = digits(exponent)
		ok = ok && rest != exponent
	}
	if !ok || rest != "" {
		return 0, false
	}
	n, _ = strconv.ParseFloat(s, 64) // likewise
	return n, true
}
