// Package notebooks_test executes the notebooks as `make report` does, and
// looks at the reports in a browser.
//
// It needs what `make tools` installs, and skips without it unless
// TICKBOOK_REQUIRE_TOOLS is set, as `make test` does.
package notebooks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// run is a notebook that was executed, with success or without.
type run struct {
	Text    string   // what the cells showed, in order, tables without their markup
	Stderr  string   // what the cells wrote to standard error
	Figures [][]byte // SVG or PNG documents, in order
	Report  string   // path of the HTML report; it exists only if the execution succeeded
	Log     string   // what the runner wrote to standard error: progress, or the failure
}

// execute runs a notebook with variables of the form NAME=value added to the
// environment, and fails the test if a cell fails.
func execute(t *testing.T, notebook string, env ...string) run {
	t.Helper()
	r, err := tryExecute(t, notebook, env...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", notebook, err, r.Log)
	}
	return r
}

// tryExecute is execute for notebooks that may fail.
func tryExecute(t *testing.T, notebook string, env ...string) (run, error) {
	t.Helper()
	python := requireTools(t)
	dir := t.TempDir()
	name := strings.TrimSuffix(filepath.Base(notebook), ".ipynb")
	cmd := exec.Command(python, "run.py", "report", "--report-dir", dir, "--executed-dir", dir, notebook)
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	r := run{Report: filepath.Join(dir, name+".html"), Log: stderr.String()}
	if err == nil && strings.TrimSpace(stdout.String()) != r.Report {
		t.Errorf("the runner printed %q, want the report's path %q", stdout.String(), r.Report)
	}
	r.read(t, filepath.Join(dir, name+".ipynb"))
	return r, err
}

// requireTools returns the path of the Python that runs notebooks.
func requireTools(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"../.tools/venv/bin/python", "../.tools/bin/gonb", "../.tools/bin/goimports"} {
		if _, err := os.Stat(tool); err != nil {
			if os.Getenv("TICKBOOK_REQUIRE_TOOLS") != "" {
				t.Fatalf("%v; run make tools", err)
			}
			t.Skip("notebooks are tested where `make tools` was run, as `make test` does")
		}
	}
	python, err := filepath.Abs("../.tools/venv/bin/python")
	if err != nil {
		t.Fatal(err)
	}
	return python
}

// lines is text as a notebook file holds it: a string or a list of strings.
type lines string

func (l *lines) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*l = lines(text)
		return nil
	}
	var list []string
	if err := json.Unmarshal(data, &list); err != nil {
		return nil // an object, of a kind that is not looked at
	}
	*l = lines(strings.Join(list, ""))
	return nil
}

var tag = regexp.MustCompile(`<[^>]*>`)

// read collects the outputs of the executed notebook at path.
func (r *run) read(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v\n%s", err, r.Log)
	}
	var notebook struct {
		Cells []struct {
			Outputs []struct {
				OutputType string           `json:"output_type"`
				Name       string           `json:"name"`
				Text       lines            `json:"text"`
				Data       map[string]lines `json:"data"`
			} `json:"outputs"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(data, &notebook); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var text, stderr strings.Builder
	for _, cell := range notebook.Cells {
		for _, out := range cell.Outputs {
			switch {
			case out.OutputType == "stream" && out.Name == "stderr":
				stderr.WriteString(string(out.Text))
			case out.OutputType == "stream":
				text.WriteString(string(out.Text))
			case out.Data["image/svg+xml"] != "":
				r.Figures = append(r.Figures, []byte(out.Data["image/svg+xml"]))
			case out.Data["image/png"] != "":
				png, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(out.Data["image/png"]), "\n", ""))
				if err != nil {
					t.Fatalf("%s: PNG: %v", path, err)
				}
				r.Figures = append(r.Figures, png)
			case out.Data["text/html"] != "":
				plain := tag.ReplaceAllString(strings.ReplaceAll(string(out.Data["text/html"]), "<wbr>", ""), " ")
				fmt.Fprintln(&text, html.UnescapeString(plain))
			default:
				fmt.Fprintln(&text, literal(string(out.Data["text/markdown"]))+string(out.Data["text/plain"]))
			}
		}
	}
	r.Text, r.Stderr = text.String(), stderr.String()
}

var escapes = regexp.MustCompile(`\\([!-/:-@\[-\x60{-~])`)

// literal undoes what keeps Markdown from taking text for markup.
func literal(markdown string) string {
	return html.UnescapeString(escapes.ReplaceAllString(markdown, "$1"))
}

// writeNotebook writes a notebook made of cells; those that start with "#" hold
// Markdown, the others code.
func writeNotebook(t *testing.T, name string, cells ...string) string {
	t.Helper()
	list := make([]map[string]any, len(cells))
	for i, source := range cells {
		list[i] = map[string]any{"id": fmt.Sprintf("cell-%d", i), "metadata": map[string]any{}, "source": source}
		if strings.HasPrefix(source, "#") {
			list[i]["cell_type"] = "markdown"
		} else {
			list[i]["cell_type"], list[i]["outputs"], list[i]["execution_count"] = "code", []any{}, nil
		}
	}
	data, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 5, "cells": list,
		"metadata": map[string]any{"kernelspec": map[string]any{
			"name": "gonb", "display_name": "Go (gonb)", "language": "go",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".ipynb")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
