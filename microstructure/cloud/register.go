package cloud

import "github.com/tickbook/tickbook/microstructure/store"

// Register lets package store open buckets of s3 and gs.
func Register() {
	store.Register("s3", openS3)
	store.Register("gs", openGS)
}
