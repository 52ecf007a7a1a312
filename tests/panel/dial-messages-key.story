# The messages key dials the box of the line that has news.
0.0s line 1 voicemail 5000
+0s line 2 voicemail *97 messages 1
+1s key messages
expect dial line 2 "*97"
expect speaker on
+0s call 1 trying
+1s call 1 up
expect audio to 1
+5s key cancel
expect hangup 1
expect audio to nobody
+0s line 2 messages 0
+1s line-key 1
+1s key messages
expect dial line 1 "5000"
