// Package sample is the contract between a sample that was run and the page that shows its output: the lines that every
// output begins with. The runner (.samples) writes them, the catalog reads them.
package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Header is what an output says of itself.
type Header struct {
	Ran    string // what ran it, as it told its version: "PostgreSQL 15.18 (Debian), psycopg2 2.9.5"
	Inputs []Input
}

// Input is a file that the output depends on, as it was when the output was written.
type Input struct {
	Name string // in the folder of the output
	Hash string // Hash of its bytes
}

const (
	mark = "-- "
	hash = mark + "sha256 "
)

// ErrNoHeader means that a text does not begin as outputs do.
var ErrNoHeader = errors.New("has no header that tells what wrote it")

// Hash returns the first 16 hexadecimal digits of the SHA-256 (FIPS 180-4) of a file, whose lines may end as any platform
// ends them.
func Hash(file []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:8])
}

// String returns the lines that an output begins with.
func (h Header) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s\n", mark, h.Ran)
	for _, input := range h.Inputs {
		fmt.Fprintf(&b, "%s%s %s\n", hash, input.Hash, input.Name)
	}
	return b.String()
}

// Read takes an output apart. The input i stands on line 2+i.
func Read(output []byte) (h Header, text string, err error) {
	text = strings.ReplaceAll(string(output), "\r\n", "\n")
	first, rest, _ := strings.Cut(text, "\n")
	ran, is := strings.CutPrefix(first, mark)
	if !is || strings.HasPrefix(first, hash) {
		return Header{}, "", ErrNoHeader
	}
	h.Ran = ran
	for {
		line, after, _ := strings.Cut(rest, "\n")
		sum, name, whole := strings.Cut(strings.TrimPrefix(line, hash), " ")
		if !strings.HasPrefix(line, hash) || !whole {
			break
		}
		h.Inputs, rest = append(h.Inputs, Input{Name: name, Hash: sum}), after
	}
	if len(h.Inputs) == 0 {
		return Header{}, "", ErrNoHeader
	}
	return h, rest, nil
}
