package cookies

import (
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// Visitor is the content of the visitor cookie. The zero value is no visitor.
type Visitor struct {
	ID      string // 32 lower-case hexadecimal digits
	Created int64  // seconds since 1970, UTC
}

var visitorShape = regexp.MustCompile(`^([0-9a-f]{32})\.([0-9a-z]{1,8})$`)

// maxCreated is the last time that 8 digits in base 36 can say, in about 89,000
// years.
const maxCreated = 36*36*36*36*36*36*36*36 - 1

// NewVisitor mints a visitor with 128 bits from random, which has to be a
// cryptographic source (crypto/rand.Reader): ids must not be guessed or meet.
// Now is in seconds since 1970, UTC. It fails when random does, and for a time
// before 1970 or too late to be written.
func NewVisitor(random io.Reader, now int64) (Visitor, error) {
	if now < 0 || now > maxCreated {
		return Visitor{}, fmt.Errorf("cookies: a visitor cannot be created at %d", now)
	}
	var id [16]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return Visitor{}, fmt.Errorf("cookies: random bytes for a visitor: %w", err)
	}
	return Visitor{ID: hex.EncodeToString(id[:]), Created: now}, nil
}

// String is the value of the visitor cookie, such as
// "0123456789abcdef0123456789abcdef.t1k2m3". It is "" for the zero Visitor and
// any other that Read would drop.
func (v Visitor) String() string {
	value := v.ID + "." + strconv.FormatInt(v.Created, 36)
	if !visitorShape.MatchString(value) {
		return ""
	}
	return value
}

func parseVisitor(value string) (Visitor, bool) {
	m := visitorShape.FindStringSubmatch(value)
	if m == nil {
		return Visitor{}, false
	}
	created, err := strconv.ParseInt(m[2], 36, 64)
	return Visitor{ID: m[1], Created: created}, err == nil
}
