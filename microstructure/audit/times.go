package audit

import "time"

func clock(us int64) string { return time.UnixMicro(us).UTC().Format("15:04") }

func moment(us int64) string { return time.UnixMicro(us).UTC().Format("2006-01-02 15:04:05") }
