# A phone without lines says so.
lines 0
plan xx
emergency 112
0.0s hook up
expect tone congestion
expect row 0 "no lines"
+1s digits 12
expect row 1 "there is no line"
+1s digits 112
expect row 1 "there is no line"
