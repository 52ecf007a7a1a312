# Silence: congestion tone for thirty seconds, then dial tone.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+2s call 1 gone 408 "Request Timeout"
expect tone congestion
expect row 1 "Request Timeout"
expect lamp 1 off
+29.9s
expect tone congestion
+0.1s
expect tone dial
expect row 1 ""
