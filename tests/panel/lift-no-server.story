# A line that has no server says so when the handset is lifted; a number is tried all the same.
plan xxxx
0.0s line 1 failed
expect row 0 "1 Reception no server"
+1s hook up
expect tone congestion
+1s digits 1234
expect dial line 1 "1234"
