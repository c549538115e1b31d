package nixcli

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
)

// storeName is the name of a store path.
var storeName = regexp.MustCompile(`^[0-9a-z]{32}-[0-9A-Za-z+._?=-]+$`)

// storePath tells whether p is directly in a store (Nix manual, "Store Path").
func storePath(store, p string) bool {
	name, ok := strings.CutPrefix(p, store+"/")
	return ok && strings.HasPrefix(store, "/") && storeName.MatchString(name)
}

// sourcePath is where a store has a source with that hash, which a lock file gives
// as "sha256-BASE64"; "" for any other hash. Nix computes it the same way (Nix
// manual, "Complete Store Path Calculation", a "source" without references).
func sourcePath(store, narHash string) string {
	digits, ok := strings.CutPrefix(narHash, "sha256-")
	sum, err := base64.StdEncoding.DecodeString(digits)
	if !ok || err != nil || len(sum) != sha256.Size {
		return ""
	}
	inner := sha256.Sum256([]byte("source:sha256:" + hex.EncodeToString(sum) + ":" + store + ":source"))
	var short [20]byte
	for i, b := range inner {
		short[i%len(short)] ^= b
	}
	return store + "/" + nixBase32(short) + "-source"
}

// nixBase32 writes a hash as store paths have it: five bits for each digit, the
// last first.
func nixBase32(hash [20]byte) string {
	const digits = "0123456789abcdfghijklmnpqrsvwxyz"
	var text [32]byte
	for i := range text {
		bit := 5 * (len(text) - 1 - i)
		at, shift := bit/8, bit%8
		two := uint(hash[at])
		if at+1 < len(hash) {
			two |= uint(hash[at+1]) << 8
		}
		text[i] = digits[two>>shift&31]
	}
	return string(text[:])
}
