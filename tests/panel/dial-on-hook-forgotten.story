# On-hook digits are not dialled by themselves, and are forgotten after thirty seconds.
plan 1234
emergency 112
0.0s digits 1234
+1s key cancel
+1s digits 112
+29.9s
expect row 1 "112"
+0.1s
expect row 1 ""
