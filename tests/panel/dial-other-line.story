# Off-hook, a line key moves the digits to that line.
plan xxxx
0.0s hook up
+1s digits 12
+1s line-key 2
expect row 0 "2 Workshop on primary"
expect row 1 "12"
+1s digits 34
expect dial line 2 "1234"
