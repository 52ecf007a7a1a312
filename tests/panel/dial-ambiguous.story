# A whole number that begins a longer one waits four seconds for it.
plan 11|1123
0.0s hook up
+1s digits 11
+3s
expect nothing
+1s
expect dial line 1 "11"
+0s call 1 gone 404
expect tone congestion
+1s digits 1123
expect dial line 1 "1123"
