package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"flakewalk/nixcli/nixtest"
)

// sshKey makes a key, and writes it to a file as OpenSSH does, encrypted where there is a
// passphrase.
func sshKey(t *testing.T, file, passphrase string) (private ed25519.PrivateKey, signer ssh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var block *pem.Block
	if passphrase == "" {
		block, err = ssh.MarshalPrivateKey(private, "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	nixtest.Write(t, file, string(pem.EncodeToMemory(block)))
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if signer, err = ssh.NewSignerFromKey(private); err != nil {
		t.Fatal(err)
	}
	return private, signer
}

// gitServer is an ssh server on this machine that runs git's commands for who has one of
// the keys, for the repositories in a folder; it returns its address and its line for
// known_hosts.
func gitServer(t *testing.T, n nixtest.Nix, dir string, keys ...ssh.Signer) (address, known string) {
	t.Helper()
	_, host := sshKey(t, nixtest.TempDir(t)+"/host", "")
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
		for _, k := range keys {
			if string(k.PublicKey().Marshal()) == string(offered.Marshal()) {
				return &ssh.Permissions{}, nil
			}
		}
		return nil, errors.New("nobody knows this key")
	}}
	config.AddHostKey(host)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serveSSH(conn, config, n, dir)
		}
	}()
	address = listener.Addr().String()
	where, port, _ := net.SplitHostPort(address)
	return address, "[" + where + "]:" + port + " " + string(ssh.MarshalAuthorizedKey(host.PublicKey()))
}

// serveSSH serves one connection.
func serveSSH(conn net.Conn, config *ssh.ServerConfig, n nixtest.Nix, dir string) {
	server, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	defer server.Close() //nolint:errcheck // whatever comes of it
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, asked, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range asked {
				if r.Type != "exec" {
					_ = r.Reply(r.Type == "env", nil)
					continue
				}
				_ = r.Reply(true, nil)
				var command struct{ Line string }
				_ = ssh.Unmarshal(r.Payload, &command)
				runGit(channel, command.Line, n, dir)
			}
		}()
	}
}

// runGit runs what git asks for, and tells how it ended.
func runGit(channel ssh.Channel, line string, n nixtest.Nix, dir string) {
	defer channel.Close()                      //nolint:errcheck // whatever comes of it
	cmd := exec.Command("/bin/sh", "-c", line) //nolint:gosec // the line is that of git
	cmd.Dir, cmd.Env = dir, n.Env
	cmd.Stdout, cmd.Stderr = channel, channel.Stderr()
	in, err := cmd.StdinPipe()
	if err != nil {
		return
	}
	go func() {
		defer in.Close() //nolint:errcheck // whatever comes of it
		_, _ = io.Copy(in, channel)
	}()
	status := struct{ Code uint32 }{0}
	if err := cmd.Run(); err != nil {
		status.Code = 128
	}
	_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(status))
}

// keyAgent is an agent of ssh that has one key; it returns its socket.
func keyAgent(t *testing.T, private ed25519.PrivateKey) string {
	t.Helper()
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	socket := nixtest.TempDir(t) + "/agent"
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	return socket
}

// TestSSH proves with ssh itself and a server of ours that a private repository opens
// with a key and with an agent; which cause it has where it does not; and that nobody is
// asked for a passphrase, on the terminal or by a window.
func TestSSH(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/work/flake.nix", `{ description = "private"; outputs = _: { x = 1; }; }`)
	nixtest.Commit(t, dir+"/work")
	_, plain := sshKey(t, dir+"/plain", "")
	locked, lockedSigner := sshKey(t, dir+"/locked", "open sesame")
	sshKey(t, dir+"/stranger", "")
	address, known := gitServer(t, n, dir, plain, lockedSigner)
	nixtest.Write(t, dir+"/known", known)
	nixtest.Write(t, dir+"/nobody", "")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	program := unpackedProgram(t, "ssh")
	askpass := dir + "/askpass"
	nixtest.Write(t, askpass, "#!/bin/sh\necho asked >> "+dir+"/asked\necho wrong\n")
	if err := os.Chmod(askpass, 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key, known, address string
		repository          bool // there is one
		agent               string
		says                []string // nothing where it opens
	}{
		"key":          {"plain", "known", address, true, "", nil},
		"agent":        {"locked", "known", address, true, keyAgent(t, locked), nil},
		"passphrase":   {"locked", "known", address, true, "", []string{"The ssh server takes none of your keys.", "Permission denied (publickey)", "ssh-add"}},
		"other key":    {"stranger", "known", address, true, "", []string{"The ssh server takes none of your keys.", "Permission denied (publickey)"}},
		"unknown host": {"plain", "nobody", address, true, "", []string{"ssh does not know the server's host key", "Host key verification failed."}},
		"nobody there": {"plain", "known", closed.Addr().String(), true, "", []string{"Something had to be downloaded and could not be.", "Connection refused"}},
		"no such":      {"plain", "known", address, false, "", []string{"does not appear to be a git repository"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repository := strings.ReplaceAll(name, " ", "-") + ".git" // nix keeps what it got from an address
			if c.repository {
				nixtest.Git(t, dir, "clone", "-q", "--bare", dir+"/work", dir+"/"+repository)
			}
			command := strings.Join([]string{
				program, "-F", os.DevNull, "-i", dir + "/" + c.key, "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=" + dir + "/" + c.known,
				"-o", "GlobalKnownHostsFile=" + os.DevNull, "-o", "StrictHostKeyChecking=yes",
			}, " ")
			n := n.With("GIT_SSH_COMMAND="+command, "SSH_AUTH_SOCK="+c.agent, "SSH_ASKPASS="+askpass, "DISPLAY=:99")
			got := flakewalk(t, n, "show", "git+ssh://git@"+c.address+dir+"/"+repository)
			if c.says == nil {
				if got.succeeds(t); !strings.Contains(got.out, "private") || !strings.Contains(got.out, "x  1") {
					t.Errorf("%s", got.out)
				}
				return
			}
			got.fails(t, exitError, c.says...)
			if strings.Contains(got.errs, "Check the network") != (name == "nobody there") {
				t.Errorf("%s", got.errs)
			}
		})
	}
	t.Cleanup(func() {
		if _, err := os.Stat(dir + "/asked"); err == nil {
			t.Error("a window asked for a passphrase")
		}
	})
}
