package engine

import (
	"encoding/binary"
	"math/bits"
)

// Ticket is the number that a visitor holds under a key: MurmurHash3 (x86,
// 32 bits, seed 1) of the UTF-8 bytes of visitor, "~" and key.
//
// The hash is Austin Appleby's, from the public-domain MurmurHash3.cpp of the
// SMHasher suite. FNV-1a would be smaller, but makes layers depend on each other.
func Ticket(visitor, key string) uint32 {
	return murmur3([]byte(visitor + "~" + key))
}

// Bucket is the visitor's bucket under a key, 0 to 9,999.
func Bucket(visitor, key string) int {
	return bucketOf(Ticket(visitor, key))
}

// bucketOf is floor(ticket × 10000 / 2^32), in whole numbers: an SDK that used
// floats here once gave bucket 10,000.
func bucketOf(ticket uint32) int {
	return int(uint64(ticket) * Whole >> 32)
}

// hasher keeps the visitor's bytes in front, so that the many tickets of one
// decision copy only their key. It lives on the stack: a valid visitor id (at
// most 128 code points), the tilde, and a key of a project id, a tag and an
// experiment id always fit.
type hasher struct {
	buf  [128*4 + 1 + 128]byte
	head int
}

func (h *hasher) visitor(id string) {
	h.head = copy(h.buf[:], id)
	h.head += copy(h.buf[h.head:], "~")
}

func (h *hasher) ticket(key string) uint32 {
	n := h.head + copy(h.buf[h.head:], key)
	return murmur3(h.buf[:n])
}

func (h *hasher) bucket(key string) int { return bucketOf(h.ticket(key)) }

func murmur3(data []byte) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	h := uint32(1)
	tail := data
	for ; len(tail) >= 4; tail = tail[4:] {
		h ^= bits.RotateLeft32(binary.LittleEndian.Uint32(tail)*c1, 15) * c2
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	var k uint32
	for i := len(tail) - 1; i >= 0; i-- {
		k = k<<8 | uint32(tail[i])
	}
	h ^= bits.RotateLeft32(k*c1, 15) * c2
	h ^= uint32(len(data))
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
