package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// frontDoor is the test that takes a binary from an empty folder to an answered message.
const frontDoor = "TestTheBinaryAloneInAnEmptyFolderServesAndItsFirstMessageIsAnswered"

var answered = regexp.MustCompile(`first message answered in .*`)

// tryAll runs each binary as a stranger would, the other architecture's by QEMU.
func tryAll(clone, out string) error {
	for _, t := range targets {
		file, err := binary(out, t)
		if err != nil {
			return err
		}
		command := append(t.runner(), file)
		for _, asked := range []struct{ args, says string }{
			{"--version", strings.Split(filepath.Base(file), "-linux-")[0][len("porchlight-"):]},
			{"content check", "content is well"},
		} {
			words := slices.Concat(command, strings.Fields(asked.args))
			heard, err := said("", nil, words[0], words[1:]...)
			if err != nil {
				return err
			}
			if !strings.Contains(heard, asked.says) {
				return fmt.Errorf("%s %s says %q, not %q", file, asked.args, heard, asked.says)
			}
		}
		heard, err := said(clone, []string{"PORCHLIGHT=" + strings.Join(command, " ")}, "go", "test", "-count=1", "-v", "-run", "^"+frontDoor+"$", "./app/nodes")
		if err != nil {
			return err
		}
		took := answered.FindString(heard)
		if took == "" {
			return fmt.Errorf("%s was not run:\n%s", frontDoor, heard)
		}
		fmt.Printf("%s: %s\n", filepath.Base(file), took)
	}
	return nil
}
