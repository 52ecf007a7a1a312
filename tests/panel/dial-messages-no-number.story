# A line whose box has no number says so.
0.0s hook up
+1s key messages
expect tone congestion
expect row 1 "no number for messages is set"
