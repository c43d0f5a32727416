package sqlite

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// The write-ahead log as https://www.sqlite.org/fileformat.html#the_write_ahead_log has it: a header, then frames of a header and a page.
const (
	logHeader   = 32
	frameHeader = 24
	logMagic    = 0x377f0682 // its last bit: checksums are of big-endian words
)

// looks is how often a frame must be found damaged: another node may be in the middle of writing it.
const looks = 3

// spoiledLog returns what is wrong with the log of a database: a frame is damaged, and behind it are some that were written once what
// came before was on the disk. (Without those, it is what a crash leaves of a commit that nobody was told of.)
func spoiledLog(path string) error {
	var first int
	for look := range looks {
		frame, err := spoiledFrame(path + "-wal")
		if err != nil || frame < 0 || look > 0 && frame != first {
			return err
		}
		first = frame
	}
	return &Trouble{Path: path, What: "its log " + path + "-wal is damaged, and would lose what was stored last",
		Do: "copy both to where they are kept, then save what is whole with porchlight backup FILE; restore that, or the last backup, whichever is newer: " + restoring(path)}
}

// spoiledFrame is the number of the frame that is damaged, from 0, or -1.
func spoiledFrame(log string) (int, error) {
	f, err := os.Open(log)
	if errors.Is(err, fs.ErrNotExist) {
		return -1, nil
	}
	if err != nil {
		return -1, err
	}
	defer f.Close()
	from := bufio.NewReaderSize(f, 1<<20)
	header := make([]byte, logHeader)
	if _, err := io.ReadFull(from, header); err != nil { // none, or no frame behind it
		return -1, noMore(err)
	}
	c := chain{order: binary.LittleEndian}
	if magic := binary.BigEndian.Uint32(header); magic&1 == 1 {
		c.order = binary.BigEndian
	}
	c.add(header[:24])
	page := binary.BigEndian.Uint32(header[8:])
	if binary.BigEndian.Uint32(header)&^1 != logMagic || !c.at(header[24:]) || page < 512 || page > 65536 {
		_, err := io.ReadFull(from, make([]byte, frameHeader+512))
		if err != nil {
			return -1, noMore(err)
		}
		return 0, nil // it is flushed before the first frame is written
	}
	bad, committed := -1, false
	frame := make([]byte, frameHeader+page)
	for n := 0; ; n++ {
		if _, err := io.ReadFull(from, frame); err != nil {
			return -1, noMore(err)
		}
		c.add(frame[:8])
		c.add(frame[frameHeader:])
		whole := c.at(frame[16:]) && string(frame[8:16]) == string(header[16:24])
		c.set(frame[16:])
		switch {
		case whole && bad >= 0 && committed:
			return bad, nil
		case !whole:
			if bad < 0 {
				bad = n
			}
			committed = false
		case bad >= 0:
			committed = binary.BigEndian.Uint32(frame[4:]) > 0
		}
	}
}

// noMore is no error where a file just ends.
func noMore(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// chain is the checksum that goes on from frame to frame.
type chain struct {
	order      binary.ByteOrder
	one, other uint32
}

func (c *chain) add(words []byte) {
	for ; len(words) >= 8; words = words[8:] {
		c.one += c.order.Uint32(words) + c.other
		c.other += c.order.Uint32(words[4:]) + c.one
	}
}

// at reports whether the checksum is the one that is noted there.
func (c *chain) at(noted []byte) bool {
	return c.one == binary.BigEndian.Uint32(noted) && c.other == binary.BigEndian.Uint32(noted[4:])
}

// set goes on from what is noted there.
func (c *chain) set(noted []byte) {
	c.one, c.other = binary.BigEndian.Uint32(noted), binary.BigEndian.Uint32(noted[4:])
}
