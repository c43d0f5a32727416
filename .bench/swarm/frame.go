package swarm

import (
	"encoding/binary"
	"io"
)

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// cutFrame takes the first frame from a server's stream; servers do not mask theirs.
func cutFrame(data []byte) (op byte, payload, rest []byte, whole bool) {
	if len(data) < 2 {
		return 0, nil, data, false
	}
	head, length := 2, uint64(data[1]&0x7f)
	switch {
	case length == 126 && len(data) >= 4:
		head, length = 4, uint64(binary.BigEndian.Uint16(data[2:]))
	case length == 127 && len(data) >= 10:
		head, length = 10, binary.BigEndian.Uint64(data[2:])
	case length >= 126:
		return 0, nil, data, false
	}
	if uint64(len(data)-head) < length {
		return 0, nil, data, false
	}
	end := head + int(length)
	return data[0] & 0x0f, data[head:end], data[end:], true
}

// clientFrame masks a frame, as clients must, with a mask of zeros that leaves the payload as it is.
func clientFrame(op byte, payload []byte) []byte {
	frame := []byte{0x80 | op, 0x80 | byte(len(payload))}
	if len(payload) > 125 {
		frame = binary.BigEndian.AppendUint16([]byte{0x80 | op, 0x80 | 126}, uint16(len(payload)))
	}
	frame = append(frame, 0, 0, 0, 0)
	return append(frame, payload...)
}

// errOrEnd gives the end of a stream, which is no error to the kernel, a name.
func errOrEnd(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}
