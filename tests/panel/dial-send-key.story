# SEND dials what may be whole at once; what is not whole it does not.
plan 0x.T|1xx
0.0s hook up
+1s digits 012
+1s key send
expect dial line 1 "012"
+0s call 1 gone 404
+1s digits 12
+1s key send
expect tone congestion
