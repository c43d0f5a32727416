package account

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// phc is a hash with all that is needed to check it, in the PHC string format
// (github.com/P-H-C/phc-string-format): hashes of an older cost stay valid when the cost is raised.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

var errHash = errors.New("the stored password hash is not an argon2id PHC string")

// String returns $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.passes, p.lanes, b64(p.salt), b64(p.key))
}

// parsePHC reads what String wrote.
func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil || p.passes < 1 || p.lanes < 1 {
		return phc{}, errHash
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return phc{}, errHash
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(p.key) == 0 {
		return phc{}, errHash
	}
	return p, nil
}
