# Off-hook gives the messages' tone where a message waits on the line, and the lamp says so before.
0.0s line 1 messages 2
expect message-lamp on
expect row 5 "2 new messages"
+1s hook up
expect tone messages
+1s line 1 messages 0
expect tone dial
expect message-lamp off
expect row 5 ""
