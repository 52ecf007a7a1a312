# On-hook: digits first, then a line key, which dials them on that line.
0.0s digits 1234
+1s line-key 2
expect dial line 2 "1234"
expect row 0 "2 Workshop on primary"
