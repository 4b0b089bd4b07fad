package notebooks_test

import (
	"bytes"
	"crypto/sha256"
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
	"time"
)

// visit is what a browser says of a page.
type visit struct {
	Requests []string // addresses that the page asked the network for
	Console  []string // messages on the console, uncaught errors and broken policies included
	Figures  []figure
	Text     string   // as a reader sees it
	Title    string   // when all scripts have run
	Foreign  []string // elements that a report has no use for, and attributes that are scripts
	Toggles  bool     // its own script works: the button hides the code
	Cut      []string // what is wider than its place, in a window of 1,280 pixels
}

// figure is a picture or drawing inside a figure element, or any img of the
// page.
type figure struct {
	Width, Height float64 // CSS pixels
	Colors        int     // distinct colours of its pixels, up to 8
}

// open loads a local page in headless Chromium. It skips the test if there is
// no browser, unless CI or TICKBOOK_REQUIRE_BROWSER is set.
func open(t *testing.T, page string) visit {
	t.Helper()
	browser := requireBrowser(t)
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	probed, netLog := filepath.Join(dir, "page.html"), filepath.Join(dir, "net.json")
	if err := os.WriteFile(probed, append(allowing(probe, source), "<script>"+probe+"</script>"...), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"), "--window-size=1280,2000",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--log-net-log="+netLog, "--enable-logging=stderr", "--v=0",
		"--virtual-time-budget=30000", "--dump-dom", "file://"+probed)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = time.Minute
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", browser, err, stderr.String())
	}
	v := visit{Requests: requests(t, netLog)}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, ":CONSOLE") {
			v.Console = append(v.Console, strings.TrimSpace(line))
		}
	}
	found := regexp.MustCompile(`(?s)<pre id="tickbook-probe">(.*?)</pre>`).FindStringSubmatch(stdout.String())
	if found == nil {
		t.Fatalf("the page did not finish loading\n%s", stderr.String())
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(found[1])), &v); err != nil {
		t.Fatalf("probe: %v", err)
	}
	return v
}

// allowing adds a script to those that the policy of a page allows, if it has
// one.
func allowing(script string, page []byte) []byte {
	digest := sha256.Sum256([]byte(script))
	source := "'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "' "
	return bytes.Replace(page, []byte("script-src "), []byte("script-src "+source), 1)
}

func requireBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const message = "no Chromium on the PATH (on Debian: apt install chromium)"
	if os.Getenv("CI") != "" || os.Getenv("TICKBOOK_REQUIRE_BROWSER") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}

// probe measures every figure and paints it anew to count its colours, and
// looks for what does not belong into a report. It writes the result into the
// page.
const probe = `
window.addEventListener("load", async function () {
  var text = document.body.innerText;
  var scripts = document.scripts.length;
  var unwanted = "iframe, object, embed, form, input, meta[http-equiv=refresh], base, style:not(head style), audio, video, " +
    "svg script, svg foreignObject, img:not([src^='data:image/']), a[href]:not([href^='#']), link:not([href='data:,'])";
  var foreign = Array.from(document.querySelectorAll(unwanted), function (e) { return e.outerHTML; });
  for (var element of document.querySelectorAll("*")) {
    for (var attribute of element.attributes) {
      if (attribute.name.startsWith("on")) foreign.push(element.outerHTML);
    }
  }
  if (scripts > 2) foreign.push((scripts - 2) + " scripts besides the page's own and this one");
  var button = document.getElementById("toggle-code"), toggles = false;
  if (button) {
    button.click();
    toggles = document.documentElement.classList.contains("code-hidden");
    button.click();
  }
  async function colors(element, width, height) {
    var url = element.src;
    if (element.tagName !== "IMG") {
      url = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(element));
    }
    var image = new Image();
    image.src = url;
    await image.decode();
    var canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width);
    canvas.height = Math.ceil(height);
    var context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    var pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    var seen = new Set();
    for (var i = 0; i < pixels.length && seen.size < 8; i++) seen.add(pixels[i]);
    return seen.size;
  }
  var found = [];
  for (var element of document.querySelectorAll("img, figure > svg")) {
    var box = element.getBoundingClientRect();
    var count = 0;
    try { if (box.width && box.height) count = await colors(element, box.width, box.height); } catch (e) { count = -1; }
    found.push({ Width: box.width, Height: box.height, Colors: count });
  }
  var cut = Array.from(document.querySelectorAll("html, figure, .rich, .stream, .code pre, .prose, .prose pre"))
    .filter(function (e) { return e.scrollWidth > e.clientWidth + 1; })
    .map(function (e) { return e.scrollWidth + " px in " + e.clientWidth + ": " + e.innerText.slice(0, 300); });
  var report = document.createElement("pre");
  report.id = "tickbook-probe";
  report.textContent = JSON.stringify({ Figures: found, Text: text, Title: document.title, Foreign: foreign, Toggles: toggles, Cut: cut });
  document.body.appendChild(report);
});`

// requests returns the addresses that a net log says a page asked for. The
// browser's own requests, which no page initiates, are left out; they fail, as
// no host name resolves.
func requests(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Constants struct {
			LogEventTypes map[string]int `json:"logEventTypes"`
		} `json:"constants"`
		Events []struct {
			Type   int `json:"type"`
			Params struct {
				URL       string `json:"url"`
				Initiator string `json:"initiator"`
			} `json:"params"`
		} `json:"events"`
	}
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatalf("net log: %v", err)
	}
	start, ok := log.Constants.LogEventTypes["URL_REQUEST_START_JOB"]
	if !ok {
		t.Fatal("the net log knows no URL_REQUEST_START_JOB")
	}
	var urls []string
	for _, event := range log.Events {
		if event.Type == start && event.Params.URL != "" && event.Params.Initiator != "not an origin" {
			urls = append(urls, event.Params.URL)
		}
	}
	return urls
}

// checkPage fails the test unless the page works offline and shows at least the
// given number of figures, none blank.
func checkPage(t *testing.T, page string, figures int) visit {
	t.Helper()
	v := open(t, page)
	for _, complaint := range v.complaints(figures) {
		t.Error(complaint)
	}
	if !v.Toggles {
		t.Error("the page's own script does not run")
	}
	return v
}

func (v visit) complaints(figures int) []string {
	var list []string
	for _, url := range v.Requests {
		list = append(list, "the page asked the network for "+url)
	}
	for _, message := range v.Console {
		list = append(list, "console: "+message)
	}
	if len(v.Figures) < figures {
		list = append(list, fmt.Sprintf("%d figures, want at least %d", len(v.Figures), figures))
	}
	for _, element := range v.Cut {
		list = append(list, "the page cuts off "+element)
	}
	for _, element := range v.Foreign {
		list = append(list, "the page has "+element)
	}
	for i, f := range v.Figures {
		if f.Width < 50 || f.Height < 50 || f.Colors < 2 {
			list = append(list, fmt.Sprintf("figure %d of %d is empty or blank: %+v", i+1, len(v.Figures), f))
		}
	}
	return list
}

func TestToyReportInBrowser(t *testing.T) {
	requireBrowser(t)
	checkPage(t, execute(t, toyNotebook(t)).Report, 2)
}

// The browser's check must see what it is there to see.
func TestBrowserCheckSeesFaults(t *testing.T) {
	page := filepath.Join(t.TempDir(), "faulty.html")
	const source = `<!DOCTYPE html><title>faulty</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="https://cdn.example.org/style.css">
<figure><svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"></svg></figure>
<figure><img src="data:image/png;base64,AAAA"></figure>
<p class="rich" style="overflow-x:auto;width:9em;white-space:pre">far too wide for its place</p>
<img src=x onerror="document.title='ran'"><form></form><a href="javascript:alert(1)">x</a>
<script>console.error("a message"); throw new Error("thrown");</script>`
	if err := os.WriteFile(page, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	v := open(t, page)
	all := strings.Join(v.complaints(4), "\n")
	for _, want := range []string{
		"https://cdn.example.org/style.css", "a message", "thrown", "3 figures, want at least 4",
		"figure 1 of 3 is empty or blank", "figure 2 of 3 is empty or blank", "onerror", "<form>", "javascript:alert",
		"cuts off", "far too wide",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("not reported: %s\nreported:\n%s", want, all)
		}
	}
	if v.Title != "ran" {
		t.Errorf("a handler did not run: the title is %q", v.Title)
	}

	// With the policy of a report none of it runs, and the browser says so.
	const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'none'; img-src data:">`
	guarded := strings.Replace(source, "<title>", policy+"<title>", 1)
	if err := os.WriteFile(page, []byte(strings.Replace(guarded, "script-src 'none'", "script-src ", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	v = open(t, page)
	if all := strings.Join(v.Console, "\n"); v.Title != "faulty" || strings.Contains(all, "a message") || strings.Count(all, "Content Security Policy") < 3 {
		t.Errorf("title %q, console:\n%s", v.Title, all)
	}
}
