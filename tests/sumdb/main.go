// Command sumdb reads a log of ours with the library of Go's checksum database.
//
// For each line of standard input, "FOLDER VKEY SIZE", it opens the checkpoint in the folder with
// the key, compares root and tiles with those that it computes itself from the entries, and proves
// some of the entries and of the earlier sizes by the tiles. It prints the roots that it found, and
// ends with 1 at the first thing that is not as it must be.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// folder gives the tiles of a log, whose paths name no height.
type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(f.file(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func (f folder) file(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return filepath.Join(string(f), "tile", strings.Replace(path, "data/", "entries/", 1))
}

// stored holds the hashes that Go computes itself from the entries.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, s[index])
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func need(holds bool, what string) {
	if !holds {
		must(fmt.Errorf("%s", what))
	}
}

// checkpoint is the tree that the log vouches for.
func checkpoint(f folder, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err)
	written, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	must(err)
	opened, err := note.Open(written, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	need(lines[0] == verifier.Name(), "the checkpoint is of another log")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// entries are those of a log of so many.
func entries(f folder, size int64) [][]byte {
	var found [][]byte
	for number := int64(0); number*256 < size; number++ {
		width := size - number*256
		if width > 256 {
			width = 256
		}
		content, err := os.ReadFile(f.file(tlog.Tile{H: height, L: -1, N: number, W: int(width)}))
		must(err)
		for len(content) > 0 {
			end := 2 + int(binary.BigEndian.Uint16(content))
			found = append(found, content[2:end])
			content = content[end:]
		}
	}
	need(int64(len(found)) == size, "there are more or fewer entries than the checkpoint says")
	return found
}

func check(f folder, key string, size int64) tlog.Hash {
	tree := checkpoint(f, key)
	need(tree.N == size, "the checkpoint has another size")
	var own stored
	records := entries(f, size)
	for place, record := range records {
		hashes, err := tlog.StoredHashes(int64(place), record, own)
		must(err)
		own = append(own, hashes...)
	}
	root, err := tlog.TreeHash(size, own)
	must(err)
	need(root == tree.Hash, "the root is another")
	tiles := tlog.NewTiles(height, 0, size)
	for place, tile := range tiles {
		if place+1 < len(tiles) && tiles[place+1].W == tile.W+1 {
			continue // a part of the next one, for a log that was published entry by entry
		}
		wanted, err := tlog.ReadTileData(tile, own)
		must(err)
		content, err := os.ReadFile(f.file(tile))
		must(err)
		need(bytes.Equal(content, wanted), "tile "+tile.Path()+" is another")
	}
	reader := tlog.TileHashReader(tree, f)
	for place := int64(0); place < size; place += size/7 + 1 {
		record, err := tlog.ProveRecord(size, place, reader)
		must(err)
		must(tlog.CheckRecord(record, size, root, place, tlog.RecordHash(records[place])))
		earlier, err := tlog.TreeHash(place+1, own)
		must(err)
		proof, err := tlog.ProveTree(size, place+1, reader)
		must(err)
		must(tlog.CheckTree(proof, size, root, place+1, earlier))
	}
	return root
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		asked := strings.Fields(lines.Text())
		size, err := strconv.ParseInt(asked[2], 10, 64)
		must(err)
		root := check(folder(asked[0]), asked[1], size)
		fmt.Println(size, base64.StdEncoding.EncodeToString(root[:]))
	}
}
