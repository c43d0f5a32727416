package testparts

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// RedisSentinelTLS starts a Redis and a Sentinel that speak TLS, each with a certificate of its own name alone: the Sentinel is localhost, and
// names its master by address. It returns the address as the setting takes it, and a file of those whom to trust.
func RedisSentinelTLS(t testing.TB) (url, roots string) {
	t.Helper()
	dir := t.TempDir()
	server, trustServer := secret(t, filepath.Join(dir, "server"), "127.0.0.1")
	sentinel, trustSentinel := secret(t, filepath.Join(dir, "sentinel"), "localhost")
	roots = filepath.Join(dir, "roots.pem")
	must(t, os.WriteFile(roots, bytes.Join([][]byte{trustServer, trustSentinel}, nil), 0o600))

	master, watched := FreeAddr(t), FreeAddr(t)
	runRedis(t, append(server, append([]string{"--tls-port", portOf(master)}, inMemory...)...)...)
	settings := filepath.Join(dir, "sentinel.conf")
	must(t, os.WriteFile(settings, fmt.Appendf(nil, "tls-replication yes\nsentinel monitor %s 127.0.0.1 %s 1\n", masterName, portOf(master)), 0o600))
	plain := runRedis(t, append(append([]string{settings}, sentinel...), "--tls-ca-cert-file", roots, "--tls-port", portOf(watched), "--sentinel")...)
	client := redis.NewSentinelClient(&redis.Options{Addr: plain.Addr})
	t.Cleanup(func() { _ = client.Close() })
	Eventually(t, "the Sentinel reaches the master", func() bool {
		says, err := client.Master(t.Context(), masterName).Result()
		return err == nil && says["flags"] == "master" && says["role-reported"] == "master" && !strings.Contains(says["flags"], "down")
	})
	return "rediss://localhost:" + portOf(watched) + "?master_name=" + masterName, roots
}

// secret writes the certificate of a server of a name, and returns what the server is told, and whom to trust.
func secret(t testing.TB, file, name string) (args []string, trust []byte) {
	t.Helper()
	certificate, _ := NewCertificate(t, name)
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	must(t, err)
	trust = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]})
	must(t, os.WriteFile(file+".crt", trust, 0o600))
	must(t, os.WriteFile(file+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	return []string{"--tls-cert-file", file + ".crt", "--tls-key-file", file + ".key", "--tls-ca-cert-file", file + ".crt", "--tls-auth-clients", "no"}, trust
}
