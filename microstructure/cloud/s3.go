package cloud

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/tickbook/tickbook/microstructure/store"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

type s3Dialect struct{}

func openS3(name string) (store.Bucket, error) {
	ctx := context.Background()
	c, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(tune)), config.WithRetryer(retryer))
	if err != nil {
		return nil, err
	}
	client := s3.NewFromConfig(c, func(o *s3.Options) {
		// Servers other than Amazon's seldom have a name for each bucket.
		o.UsePathStyle = o.BaseEndpoint != nil
		if transport != nil {
			o.HTTPClient = &http.Client{Transport: transport}
		}
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	b, err := s3blob.OpenBucket(ctx, client, name, nil)
	if err != nil {
		return nil, err
	}
	return &bucket{dialect: s3Dialect{}, blob: b, url: "s3://" + name}, nil
}

// retryer is the SDK's own with more patience, and without its limit on retries
// of all requests together.
func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.RateLimiter = ratelimit.None
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return pause(attempt), nil })
	})
}

func (s3Dialect) reading(version string) func(func(any) bool) error {
	return func(as func(any) bool) error {
		var in *s3.GetObjectInput
		if version != "" && as(&in) {
			in.IfMatch = aws.String(quoted(version))
		}
		return nil
	}
}

func (s3Dialect) writing(c store.Condition) func(func(any) bool) error {
	return func(as func(any) bool) error {
		var in *transfermanager.UploadObjectInput
		switch {
		case c == store.Condition{}:
		case !as(&in):
			return errors.ErrUnsupported
		case c.Absent:
			in.IfNoneMatch = aws.String("*")
		default:
			in.IfMatch = aws.String(quoted(c.Version))
		}
		return nil
	}
}

// A version is an ETag without its quotes, which some servers leave out in
// lists.
func quoted(version string) string                    { return `"` + version + `"` }
func unquoted(etag *string) string                    { return strings.Trim(aws.ToString(etag), `"`) }
func (s3Dialect) versionOf(a *blob.Attributes) string { return strings.Trim(a.ETag, `"`) }

func (s3Dialect) versionRead(r *blob.Reader) string {
	var out s3.GetObjectOutput
	if !r.As(&out) {
		return ""
	}
	return unquoted(out.ETag)
}

func (s3Dialect) versionListed(o *blob.ListObject) string {
	var out types.Object
	if !o.As(&out) {
		return ""
	}
	return unquoted(out.ETag)
}

func (s3Dialect) explain(err error) meaning {
	if errors.Is(err, store.ErrChanged) {
		return meaning{"the object was replaced while it was read", "run again when nothing writes to it", store.ErrChanged}
	}
	status, code := 0, ""
	if e, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = e.HTTPStatusCode()
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		code = e.ErrorCode()
	}
	text := err.Error()
	switch {
	case code == "NoSuchBucket":
		return meaning{"there is no such bucket", correctBucket, err}
	case code == "NoSuchKey", code == "NotFound", status == http.StatusNotFound:
		return meaning{"there is no such object", lateList, fs.ErrNotExist}
	case code == "PreconditionFailed", code == "ConditionalRequestConflict", status == http.StatusPreconditionFailed:
		return meaning{"another process has written the object", "run again", store.ErrChanged}
	case code == "InvalidRange", status == http.StatusRequestedRangeNotSatisfiable:
		return meaning{"the object is shorter", "run again", errRange}
	case code == "ExpiredToken", code == "ExpiredTokenException", code == "TokenRefreshRequired", code == "InvalidToken":
		return meaning{"the credentials have expired", renew, err}
	case code == "InvalidAccessKeyId", code == "SignatureDoesNotMatch", code == "AuthorizationHeaderMalformed":
		return meaning{fmt.Sprintf("the credentials are refused (%s)", code), "correct what the AWS chain finds, such as AWS_PROFILE, AWS_ACCESS_KEY_ID or AWS_REGION", err}
	case code == "RequestTimeTooSkewed":
		return meaning{"this machine's clock is wrong", "set the clock", err}
	case status == http.StatusForbidden, status == http.StatusUnauthorized:
		return meaning{"access is denied", permit + "; credentials may also have expired", err}
	case code == "PermanentRedirect", status == http.StatusMovedPermanently:
		return meaning{"the bucket is in another region", "set AWS_REGION to its own", err}
	case strings.Contains(text, "get identity") || strings.Contains(text, "failed to refresh cached credentials"):
		return meaning{"there are no credentials", "set AWS_PROFILE, or what else the AWS chain looks for, or sign in", err}
	case strings.Contains(text, "region must be set") || strings.Contains(strings.ToLower(text), "missing region"):
		return meaning{"there is no region", "set AWS_REGION", err}
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return meaning{fmt.Sprintf("the store did not answer in %d attempts", attempts), runAgain, err}
	}
	return meaning{"it failed", runAgain, err}
}
