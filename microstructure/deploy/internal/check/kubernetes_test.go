package check

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"
)

const manifest = "../../kubernetes/job.yaml"

// read decodes a manifest as strictly as kubectl apply --validate=strict: a
// field that the API does not know, or that stands twice, is an error.
func read(text []byte) (job batchv1.Job, err error) {
	err = yaml.UnmarshalStrict(text, &job)
	return job, err
}

// problems lists what the API server would refuse in such a job, and what
// would make its shards incomplete. The rules are those of the fields'
// comments in k8s.io/api/batch/v1 and of ValidateJob in k8s.io/kubernetes.
func problems(job batchv1.Job) (found []string) {
	require := func(holds bool, problem string) {
		if !holds {
			found = append(found, problem)
		}
	}
	s := job.Spec
	require(job.APIVersion == "batch/v1" && job.Kind == "Job", "not a batch/v1 Job")
	require(len(validation.IsDNS1123Label(job.Name)) == 0, "metadata.name is no DNS label")
	require(s.CompletionMode != nil && *s.CompletionMode == batchv1.IndexedCompletion, "completionMode is not Indexed")
	require(s.BackoffLimitPerIndex != nil && *s.BackoffLimitPerIndex > 0, "backoffLimitPerIndex is not set")
	require(s.BackoffLimit == nil, "backoffLimit would sink the job for a few bad indexes")
	require(s.MaxFailedIndexes == nil || s.Completions != nil && *s.MaxFailedIndexes <= *s.Completions, "maxFailedIndexes is above completions")
	if s.Completions == nil || s.Parallelism == nil {
		return append(found, "completions or parallelism is not set")
	}
	require(*s.Parallelism <= 100_000, "parallelism is above 100,000")
	pod := s.Template.Spec
	require(pod.RestartPolicy == corev1.RestartPolicyNever, "backoffLimitPerIndex and podFailurePolicy need restartPolicy Never")
	if s.PodFailurePolicy != nil {
		for _, r := range s.PodFailurePolicy.Rules {
			require((r.OnExitCodes == nil) != (len(r.OnPodConditions) == 0), "a rule of podFailurePolicy has one of onExitCodes and onPodConditions")
			require(slices.Contains([]batchv1.PodFailurePolicyAction{"FailJob", "FailIndex", "Ignore", "Count"}, r.Action), "unknown action of podFailurePolicy")
		}
	}
	if len(pod.Containers) != 1 {
		return append(found, "one container is expected")
	}
	c := pod.Containers[0]
	shards := slices.IndexFunc(c.Env, func(e corev1.EnvVar) bool { return e.Name == "SHARDS" })
	require(shards >= 0 && c.Env[shards].Value == strconv.Itoa(int(*s.Completions)), "SHARDS is not the number of completions")
	for name, request := range c.Resources.Requests {
		limit, ok := c.Resources.Limits[name]
		require(!ok || request.Cmp(limit) <= 0, fmt.Sprintf("the request of %s is above its limit", name))
	}
	for _, m := range c.VolumeMounts {
		require(slices.ContainsFunc(pod.Volumes, func(v corev1.Volume) bool { return v.Name == m.Name }), "no volume "+m.Name)
		require(strings.HasPrefix(m.MountPath, "/"), "a mount's path is relative")
	}
	return found
}

func TestKubernetesJob(t *testing.T) {
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	job, err := read(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems(job) {
		t.Error(p)
	}
}

// TestFaultsAreFound edits the manifest as a hand might, and expects each
// fault to be found.
func TestFaultsAreFound(t *testing.T) {
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"backoffLimitPerIndex: 3", "backoffLimitPerIndexes: 3", `unknown field "backoffLimitPerIndexes"`},
		{"backoffLimitPerIndex: 3", "backoffLimitPerIndex: 3\n  backoffLimit: 6", "backoffLimit would sink the job"},
		{"backoffLimitPerIndex: 3", "completions: 120", "already set"},
		{"completions: 120", "completions: many", "cannot unmarshal string"},
		{"completions: 120", "completions: 121", "SHARDS is not the number of completions"},
		{"completionMode: Indexed", "completionMode: NonIndexed", "completionMode is not Indexed"},
		{"restartPolicy: Never", "restartPolicy: OnFailure", "need restartPolicy Never"},
		{"memory: 1Gi\n            limits", "memory: 2Gi\n            limits", "request of memory is above its limit"},
		{"- name: tmp\n          emptyDir", "- name: temp\n          emptyDir", "no volume tmp"},
		{"status: \"True\"", "status: \"True\"\n        onExitCodes: {operator: In, values: [1]}", "one of onExitCodes and onPodConditions"},
	} {
		if n := bytes.Count(text, []byte(c.old)); n != 1 {
			t.Fatalf("%q stands %d times", c.old, n)
		}
		job, err := read(bytes.Replace(text, []byte(c.old), []byte(c.new), 1))
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %s", c.new, err, c.want)
			}
		} else if found := problems(job); !slices.ContainsFunc(found, func(p string) bool { return strings.Contains(p, c.want) }) {
			t.Errorf("%s: %q, want %s", c.new, found, c.want)
		}
	}
}
