package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// adminToken is the id of the document that holds the admin token's hash.
const adminToken = "admin"

// tokenHash is the SHA-256 of a token. A slow hash would add nothing: those make
// guessing dear where people chose the secret, and a token is 256 random bits,
// which nobody can guess at any speed. They would only slow each request.
type tokenHash [sha256.Size]byte

// storedToken is the document's form.
type storedToken struct {
	SHA256 string `json:"sha256"`
}

// ensureToken reads the hash of the installation's token. Where there is none
// yet, or another is wanted, it makes a token, stores its hash, and returns the
// token, which nobody can see again.
func ensureToken(ctx context.Context, s store.Store, another bool) (token string, hash tokenHash, err error) {
	doc, err := s.Get(ctx, store.TokenKind, adminToken)
	switch {
	case err == nil && !another:
		hash, err = parseToken(doc.Data)
		return "", hash, err
	case err != nil && engine.CodeOf(err) != engine.CodeNotFound:
		return "", hash, err
	}
	var secret [32]byte
	rand.Read(secret[:]) // never fails: crypto/rand ends the process instead
	token = "lk_" + base64.RawURLEncoding.EncodeToString(secret[:])
	hash = sha256.Sum256([]byte(token))
	data, err := json.Marshal(storedToken{hex.EncodeToString(hash[:])})
	if err != nil {
		return "", hash, err
	}
	_, err = s.Put(ctx, store.Document{Kind: store.TokenKind, ID: adminToken, Revision: doc.Revision, Data: data})
	return token, hash, err
}

func parseToken(data []byte) (hash tokenHash, err error) {
	var stored storedToken
	err = json.Unmarshal(data, &stored)
	if err == nil {
		var sum []byte
		if sum, err = hex.DecodeString(stored.SHA256); err == nil && copy(hash[:], sum) == len(hash) {
			return hash, nil
		}
	}
	return hash, engine.Wrap(engine.CodeUnavailable, err, "The stored admin token is damaged. Start with --new-token to make another.")
}

// check lets a request through that bears the token.
func (hash tokenHash) check(c *fiber.Ctx) error {
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	given := sha256.Sum256([]byte(strings.TrimSpace(token)))
	// The hashes are compared, in constant time: how long it takes says nothing.
	if strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(given[:], hash[:]) == 1 {
		return c.Next()
	}
	c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	return engine.Errorf(engine.CodeUnauthorized, "The admin token is missing or wrong. Send it as Authorization: Bearer <token>.")
}
