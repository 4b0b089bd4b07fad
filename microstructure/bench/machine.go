package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A machine describes where, when and with what the measurements were made.
type machine struct {
	Date     string   `json:"date"`
	CPU      string   `json:"cpu"`
	Cores    int      `json:"cores"`
	MemoryGB float64  `json:"memory_gb"` // 0: unknown
	Load     string   `json:"load_average_at_start"`
	Commit   string   `json:"commit"`
	Versions []string `json:"versions"`
}

func (b *bench) machine() machine {
	m := machine{
		Date: time.Now().UTC().Format(time.DateOnly), Cores: runtime.NumCPU(), Load: loadAverage(),
		CPU: field("/proc/cpuinfo", "model name"), Versions: []string{strings.Replace(runtime.Version(), "go", "Go ", 1)},
	}
	if m.CPU == "" {
		m.CPU = runtime.GOOS + "/" + runtime.GOARCH
	}
	var kib float64
	if _, err := fmt.Sscan(field("/proc/meminfo", "MemTotal"), &kib); err == nil {
		m.MemoryGB = kib * 1024 / 1e9
	}
	if out, err := b.output("git", "describe", "--always", "--dirty"); err == nil {
		m.Commit = strings.TrimSpace(string(out))
	}
	pinned, err := os.ReadFile(filepath.Join("microstructure", "bench", "peers", "requirements.txt"))
	if err != nil {
		return m
	}
	var names []string
	for line := range strings.Lines(string(pinned)) {
		if name, _, ok := strings.Cut(line, "=="); ok && !strings.HasPrefix(line, "#") {
			names = append(names, name)
		}
	}
	const script = `import platform, sys
from importlib.metadata import version
print("Python", platform.python_version())
for name in sys.argv[1:]: print(name, version(name))`
	if out, err := b.output(b.python, append([]string{"-c", script}, names...)...); err == nil {
		for line := range strings.Lines(string(out)) {
			m.Versions = append(m.Versions, strings.TrimSpace(line))
		}
	}
	return m
}

func (m machine) String() string {
	memory := ""
	if m.MemoryGB > 0 {
		memory = fmt.Sprintf(", %.0f GB", m.MemoryGB)
	}
	return fmt.Sprintf("%s, %d cores%s. %s, commit %s, load average %s at the start.\n%s.\nCores for each program: %d; ",
		m.CPU, m.Cores, memory, m.Date, m.Commit, m.Load, strings.Join(m.Versions, ", "), workers)
}

// loadAverage is the load average of the last minute, or a question mark.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	return strings.Fields(string(text))[0]
}

// field is the value of the first line "name : value" of a file, or "".
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
