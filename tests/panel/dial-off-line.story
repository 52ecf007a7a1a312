# A line that is off takes no number.
plan xxxx
0.0s line 1 off
expect row 0 "1 Reception off"
+1s hook up
+1s digits 1234
expect row 1 "this line is off"
expect tone congestion
