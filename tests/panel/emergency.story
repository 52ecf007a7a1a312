# An emergency number goes at once, whatever the plan says and wherever a server is left.
plan 2xx
emergency 112 911
0.0s line 1 failed
+0s line 2 backup
+1s hook up
expect tone congestion
+1s digits 11
expect nothing
+1s digit 2
expect dial line 2 "112" emergency
expect row 0 "2 Workshop on backup"
