package ingest

// okxContracts are the sizes of one contract at OKX, in base currency or, of
// inverse contracts (-USD-), in USD, from the first UTC day for which two
// public sources agree. The user is asked for missing ones. The letters name
// the sources of each size:
//
//	a  OKX, "Adjustment of Face Value for USDT-margined Perpetual Swap", 2020-03-04
//	b  OKX, sizes before the change announced on 2021-05-08 (eth2345.com/notice/3901)
//	   and postponed on 2021-05-25 (fjop.com/info/278225.html)
//	c  OKX, sizes before the change announced on 2022-03-31
//	   (news.wikibit.com/ru/notice/bdetail/202203319954873525.html)
//	d  crate crypto-contract-value, 1.1.3 (2021-11-03) to 1.7.25 (2024-03), okx.rs
//	e  ccxt, ts/src/test/static/markets/okx.json, 2024-12
//	f  ethereumworldnews.com, "OKEx Expands Its Perpetual Swap Trading", 2019-01
//	g  ccxt issue 16166, 2022-12-21
//	h  IndianaBug/fastmoonStreams, configs/contracts_multipliers_config.py
//	m  OKX, minimum order quantities in contracts and coins, 2024-03-14 to 2024-06-06
//	n  OKX, announcement of the listing
//
// The changes announced in b and c were not made: the sizes that d read from
// the exchange in November 2021, June 2022 and later are the old ones.
var okxContracts = map[string]contract{
	"BTC-USDT-SWAP": {size: 0.01, from: "2020-03-21"}, // a b d e
	"ETH-USDT-SWAP": {size: 0.1, from: "2020-03-20"},  // a b d e
	"EOS-USDT-SWAP": {size: 10, from: "2020-03-18"},   // a b d

	"UNI-USDT-SWAP":  {size: 1, from: "2020-09-17"},   // n d
	"AVAX-USDT-SWAP": {size: 1, from: "2020-09-23"},   // n d
	"AAVE-USDT-SWAP": {size: 0.1, from: "2020-12-10"}, // n d
	"NEAR-USDT-SWAP": {size: 10, from: "2020-12-21"},  // n b c d
	"EGLD-USDT-SWAP": {size: 0.1, from: "2020-12-22"}, // n d
	"BNT-USDT-SWAP":  {size: 10, from: "2020-12-22"},  // n b c d

	"ADA-USDT-SWAP":   {size: 100, from: "2021-05-08"},  // b c d e
	"ATOM-USDT-SWAP":  {size: 1, from: "2021-05-08"},    // b c d
	"BCH-USDT-SWAP":   {size: 0.1, from: "2021-05-08"},  // b d
	"COMP-USDT-SWAP":  {size: 0.1, from: "2021-05-08"},  // b c d
	"CVC-USDT-SWAP":   {size: 100, from: "2021-05-08"},  // b c d
	"DOGE-USDT-SWAP":  {size: 1000, from: "2021-05-08"}, // b c d e
	"DOT-USDT-SWAP":   {size: 1, from: "2021-05-08"},    // b d
	"ETC-USDT-SWAP":   {size: 10, from: "2021-05-08"},   // b d
	"IOST-USDT-SWAP":  {size: 1000, from: "2021-05-08"}, // b c d
	"LINK-USDT-SWAP":  {size: 1, from: "2021-05-08"},    // b c d
	"LTC-USDT-SWAP":   {size: 1, from: "2021-05-08"},    // b d e
	"MKR-USDT-SWAP":   {size: 0.01, from: "2021-05-08"}, // b c d
	"NEO-USDT-SWAP":   {size: 1, from: "2021-05-08"},    // b c d
	"THETA-USDT-SWAP": {size: 10, from: "2021-05-08"},   // b c d m
	"TRX-USDT-SWAP":   {size: 1000, from: "2021-05-08"}, // b d e
	"XLM-USDT-SWAP":   {size: 100, from: "2021-05-08"},  // b c d
	"XRP-USDT-SWAP":   {size: 100, from: "2021-05-08"},  // b d e

	"AXS-USDT-SWAP":    {size: 0.1, from: "2021-07-28"},        // n d
	"DYDX-USDT-SWAP":   {size: 1, from: "2021-09-08"},          // n d
	"ALGO-USDT-SWAP":   {size: 10, from: "2021-11-03"},         // c d
	"FIL-USDT-SWAP":    {size: 0.1, from: "2021-11-03"},        // n d
	"MANA-USDT-SWAP":   {size: 10, from: "2021-11-03"},         // c d
	"SAND-USDT-SWAP":   {size: 10, from: "2021-11-03"},         // c d
	"SHIB-USDT-SWAP":   {size: 1_000_000, from: "2021-11-03"},  // c d m
	"SOL-USDT-SWAP":    {size: 1, from: "2021-11-03"},          // d m
	"SUSHI-USDT-SWAP":  {size: 1, from: "2021-11-03"},          // d e
	"PEOPLE-USDT-SWAP": {size: 100, from: "2021-12-02"},        // n d
	"API3-USDT-SWAP":   {size: 1, from: "2022-03-03"},          // n d
	"APT-USDT-SWAP":    {size: 1, from: "2022-10-19"},          // n d
	"TON-USDT-SWAP":    {size: 1, from: "2022-12-28"},          // n d
	"STX-USDT-SWAP":    {size: 10, from: "2023-03-19"},         // d m
	"ARB-USDT-SWAP":    {size: 10, from: "2023-03-23"},         // n d
	"PEPE-USDT-SWAP":   {size: 10_000_000, from: "2023-05-03"}, // n d
	"SUI-USDT-SWAP":    {size: 1, from: "2023-05-04"},          // n d
	"WLD-USDT-SWAP":    {size: 1, from: "2023-07-24"},          // n d
	"ORBS-USDT-SWAP":   {size: 100, from: "2023-10-17"},        // n d
	"SSV-USDT-SWAP":    {size: 0.1, from: "2023-11-23"},        // n d

	"BTC-USD-SWAP":  {size: 100, from: "2019-01-03"}, // d e f
	"ETH-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f g
	"LTC-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"XRP-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"BCH-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"BSV-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"EOS-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"ETC-USD-SWAP":  {size: 10, from: "2019-01-03"},  // d f
	"UNI-USD-SWAP":  {size: 10, from: "2020-09-17"},  // n d
	"DOGE-USD-SWAP": {size: 10, from: "2021-02-02"},  // n d
	"ADA-USD-SWAP":  {size: 10, from: "2021-11-03"},  // d h
	"DOT-USD-SWAP":  {size: 10, from: "2021-11-03"},  // d h
	"FIL-USD-SWAP":  {size: 10, from: "2021-11-03"},  // d h
	"LINK-USD-SWAP": {size: 10, from: "2021-11-03"},  // d h
	"AVAX-USD-SWAP": {size: 10, from: "2021-11-25"},  // n d
	"MANA-USD-SWAP": {size: 10, from: "2021-11-25"},  // n d
	"SAND-USD-SWAP": {size: 10, from: "2021-11-25"},  // n d
	"SOL-USD-SWAP":  {size: 10, from: "2021-11-25"},  // n d
	"OP-USD-SWAP":   {size: 10, from: "2024-05-13"},  // n h
}
