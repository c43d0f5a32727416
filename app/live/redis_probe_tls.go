package live

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// speaksTLS shakes hands with whoever hung up on plain words. It trusts nobody, since nothing is said.
func speaksTLS(ctx context.Context, o *redis.UniversalOptions) bool {
	if o.TLSConfig != nil {
		return false
	}
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: redisTimeout}, Config: &tls.Config{InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", o.Addrs[0])
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// speaksPlain asks in plain words whoever does not answer to secret ones: a Redis without TLS waits for the end of what it takes for a line.
func speaksPlain(ctx context.Context, o *redis.UniversalOptions) bool {
	conn, err := (&net.Dialer{Timeout: redisTimeout}).DialContext(ctx, "tcp", o.Addrs[0])
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(redisTimeout))
	_, _ = conn.Write([]byte("PING\r\n"))
	answer := make([]byte, 1)
	_, err = conn.Read(answer)
	return err == nil && (answer[0] == '+' || answer[0] == '-') // PONG, or that it wants a password first
}

func isCertificate(err error) bool {
	var failed *tls.CertificateVerificationError
	return errors.As(err, &failed)
}

// plainCertificate is the reason without the words of the library around it.
func plainCertificate(err error) string {
	var failed *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch errors.As(err, &failed); {
	case errors.As(err, &unknown):
		return "nobody that this machine trusts has signed it"
	default:
		return failed.Err.Error()
	}
}
