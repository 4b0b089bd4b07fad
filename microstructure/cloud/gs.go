package cloud

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"

	"cloud.google.com/go/storage"
	"github.com/googleapis/gax-go/v2"
	"github.com/tickbook/tickbook/microstructure/store"
	"gocloud.dev/blob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/gcp"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

type gsDialect struct{}

func openGS(name string) (store.Bucket, error) {
	ctx := context.Background()
	carrier := transport
	if carrier == nil {
		tuned := http.DefaultTransport.(*http.Transport).Clone()
		tune(tuned)
		carrier = tuned
	}
	client := gcp.NewAnonymousHTTPClient(carrier)
	if emulator := os.Getenv("STORAGE_EMULATOR_HOST"); emulator == "" {
		credentials, err := gcp.DefaultCredentials(ctx)
		if err != nil {
			return nil, fmt.Errorf("there are no credentials: set GOOGLE_APPLICATION_CREDENTIALS, or sign in as by gcloud auth application-default login (%w)", err)
		}
		if client, err = gcp.NewHTTPClient(carrier, gcp.CredentialsTokenSource(credentials)); err != nil {
			return nil, err
		}
	}
	c, err := storage.NewClient(ctx, option.WithHTTPClient(&client.Client))
	if err != nil {
		return nil, err
	}
	// All writes are of whole objects, so that they can be repeated.
	c.SetRetry(storage.WithPolicy(storage.RetryAlways), storage.WithMaxAttempts(attempts),
		storage.WithBackoff(gax.Backoff{Initial: 2 * unit, Max: 2 * mostPauses * unit, Multiplier: 2}))
	b, err := gcsblob.OpenBucket(ctx, nil, name, &gcsblob.Options{Client: c})
	if err != nil {
		return nil, err
	}
	return &bucket{dialect: gsDialect{}, blob: b, url: "gs://" + name}, nil
}

func (gsDialect) reading(version string) func(func(any) bool) error {
	return func(as func(any) bool) error {
		var object **storage.ObjectHandle
		if generation, err := strconv.ParseInt(version, 10, 64); err == nil && as(&object) {
			*object = (*object).If(storage.Conditions{GenerationMatch: generation})
		}
		return nil
	}
}

func (gsDialect) writing(c store.Condition) func(func(any) bool) error {
	return func(as func(any) bool) error {
		var object **storage.ObjectHandle
		generation, err := strconv.ParseInt(c.Version, 10, 64)
		switch {
		case c == store.Condition{}:
		case !as(&object):
			return errors.ErrUnsupported
		case c.Absent:
			*object = (*object).If(storage.Conditions{DoesNotExist: true})
		case err != nil:
			return err
		default:
			*object = (*object).If(storage.Conditions{GenerationMatch: generation})
		}
		return nil
	}
}

func (gsDialect) versionOf(a *blob.Attributes) string {
	var out storage.ObjectAttrs
	if !a.As(&out) {
		return ""
	}
	return strconv.FormatInt(out.Generation, 10)
}

func (gsDialect) versionRead(r *blob.Reader) string {
	var out *storage.Reader
	if !r.As(&out) {
		return ""
	}
	return strconv.FormatInt(out.Attrs.Generation, 10)
}

func (gsDialect) versionListed(o *blob.ListObject) string {
	var out storage.ObjectAttrs
	if !o.As(&out) {
		return ""
	}
	return strconv.FormatInt(out.Generation, 10)
}

func (gsDialect) explain(err error) meaning {
	if errors.Is(err, store.ErrChanged) {
		return meaning{"the object was replaced while it was read", "run again when nothing writes to it", store.ErrChanged}
	}
	status, text := 0, err.Error()
	if e, ok := errors.AsType[*googleapi.Error](err); ok {
		status = e.Code
	}
	switch {
	case errors.Is(err, storage.ErrBucketNotExist), status == http.StatusNotFound && strings.Contains(text, "bucket"):
		return meaning{"there is no such bucket", correctBucket, err}
	case errors.Is(err, storage.ErrObjectNotExist), status == http.StatusNotFound:
		return meaning{"there is no such object", lateList, fs.ErrNotExist}
	case status == http.StatusPreconditionFailed, status == http.StatusConflict:
		return meaning{"another process has written the object", "run again", store.ErrChanged}
	case status == http.StatusRequestedRangeNotSatisfiable:
		return meaning{"the object is shorter", "run again", errRange}
	case status == http.StatusUnauthorized, strings.Contains(text, "oauth2"), strings.Contains(text, "invalid_grant"):
		return meaning{"the credentials are refused or have expired", renew, err}
	case status == http.StatusForbidden:
		return meaning{"access is denied", permit, err}
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return meaning{fmt.Sprintf("the store did not answer in %d attempts", attempts), runAgain, err}
	}
	return meaning{"it failed", runAgain, err}
}
