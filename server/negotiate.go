package server

import "bytes"

// encoding is a content coding that answers lie ready in; a later one is
// smaller, and preferred where the client does not mind.
type encoding int

const (
	plain encoding = iota
	gzipped
	brotlied
	encodings int = iota
)

// names are those of Content-Encoding.
var encodingNames = [encodings]string{"", "gzip", "br"}

// accepted chooses a coding for the Accept-Encoding lines of a request, by the
// rules of RFC 9110, 12.5.3. Where a client refuses all, the plain one is sent
// nevertheless, as the RFC allows: a script beats an error.
func accepted(lines [][]byte) encoding {
	const unsaid = -1
	weights, others := [encodings]int{unsaid, unsaid, unsaid}, unsaid
	for _, line := range lines {
		for rest, more := line, true; more; {
			var item []byte
			item, rest, more = bytes.Cut(rest, []byte{','})
			name, parameters, _ := bytes.Cut(item, []byte{';'})
			switch name := bytes.TrimSpace(name); {
			case equalFold(name, "br"):
				weights[brotlied] = quality(parameters)
			case equalFold(name, "gzip"), equalFold(name, "x-gzip"):
				weights[gzipped] = quality(parameters)
			case equalFold(name, "identity"):
				weights[plain] = quality(parameters)
			case equalFold(name, "*"):
				others = quality(parameters)
			}
		}
	}
	best, most := plain, 0
	for e, weight := range weights {
		if weight == unsaid {
			weight = others
		}
		if weight > 0 && weight >= most {
			best, most = encoding(e), weight
		}
	}
	return best
}

// quality reads ";q=0.8" in thousandths. A malformed weight counts as 0: never
// send what may not be understood.
func quality(parameters []byte) int {
	parameters = bytes.TrimSpace(parameters)
	if len(parameters) == 0 {
		return 1000
	}
	if len(parameters) < 3 || parameters[0]|0x20 != 'q' || parameters[1] != '=' {
		return 0
	}
	digits, scale, weight := parameters[2:], 1000, 0
	for i, c := range digits {
		switch {
		case i == 1 && c == '.':
		case c < '0' || c > '9' || i == 1 || i > 4:
			return 0
		default:
			weight += int(c-'0') * scale
			scale /= 10
		}
	}
	return min(weight, 1000)
}

func equalFold(a []byte, b string) bool {
	return bytes.EqualFold(a, []byte(b))
}

// listsTag reports whether the lines of an If-None-Match header are "*" or list
// the entity tag, by the weak comparison of RFC 9110, 8.8.3.2. What follows a
// malformed tag is not looked at.
func listsTag(lines [][]byte, tag string) bool {
	for _, line := range lines {
		rest := bytes.Trim(line, " \t")
		if string(rest) == "*" {
			return true
		}
		for len(rest) > 0 {
			rest = bytes.TrimLeft(rest, ", \t")
			rest = bytes.TrimPrefix(rest, []byte("W/"))
			if len(rest) == 0 || rest[0] != '"' {
				break
			}
			end := bytes.IndexByte(rest[1:], '"')
			if end < 0 {
				break
			}
			if string(rest[:end+2]) == tag {
				return true
			}
			rest = rest[end+2:]
		}
	}
	return false
}
