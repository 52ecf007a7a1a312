# A dial of which nothing is ever heard ends with a tone.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+4.9s
expect tone none
+0.1s
expect tone congestion
expect row 1 "the call did not start"
+1s call 1 trying
expect hangup 1
