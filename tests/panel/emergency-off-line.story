# A line that is off gives an emergency call to one that has only lost its servers.
emergency 112
0.0s line 1 off
+0s line 2 failed
+0s hook up
+1s digits 112
expect dial line 2 "112" emergency
