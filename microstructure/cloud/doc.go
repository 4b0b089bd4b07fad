// Package cloud connects package store with object stores: S3 and what speaks
// its protocol (s3://BUCKET/PREFIX), and Google Cloud Storage
// (gs://BUCKET/PREFIX). It is a module of its own, as the libraries of these
// stores are many times as large as the rest of the program. Start at Register.
//
// Region, endpoint and credentials are those of the provider's own chain of
// environment variables, files and services of the machine: AWS_REGION,
// AWS_PROFILE, AWS_ENDPOINT_URL_S3 and others, or GOOGLE_APPLICATION_CREDENTIALS
// and others.
package cloud
