package microstructure

type kernel struct{}

func (k *kernel) bar(openUS int64, t *Trades) Bar { return Bar{TimestampUS: openUS} }
