# REDIAL dials the last number again, on its line.
0.0s line-key 2
expect speaker on
+1s digits 1234
+1s key send
expect dial line 2 "1234"
+0s call 1 trying
+1s key cancel
expect hangup 1
expect off-hook no
+1s line-key 1
+1s key speaker
expect off-hook no
+1s key redial
expect dial line 2 "1234"
expect speaker on
