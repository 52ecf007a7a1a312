# E12, A8, A13. Field pain 28: a SUBSCRIBE answered 404 was sent again without a pause. E12, A8: a
# final answer is an answer; each request goes out once and ends in one report (H3), and the line
# stays where it is (A13).
server a answers OTHER 404
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s server a answers OTHER 480
at 20s request line 1
until 2min
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10020  answer        404                         attempt=2
 10020  attempt 2     failed                      why=rejected  status=404
 10020  report        request 1 rejected          status=404
 20000  world         server a answers OTHER 480
 20000  world         request line 1
 20000  send          OTHER to a                  attempt=3  for=request  why=request_wanted
 20020  answer        480                         attempt=3
 20020  attempt 3     failed                      why=rejected  status=480
 20020  report        request 2 rejected          status=480
