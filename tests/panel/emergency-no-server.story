# Where no line has a server, an emergency number goes out on the selected one all the same.
emergency 112
0.0s line 1 failed
+0s line 2 failed
+0s line-key 2
+1s digits 112
expect dial line 2 "112" emergency
