# CANCEL at dial tone turns the speaker off; at the ear it only refuses a call that waits.
0.0s key speaker
expect tone dial
+1s key cancel
expect off-hook no
+1s hook up
+1s key cancel
expect tone dial
+1s call 1 incoming
+1s key cancel
expect reject 1 486
expect tone dial
