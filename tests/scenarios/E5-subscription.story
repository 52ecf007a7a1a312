# E5: a request of a subscription's dialog, which is no call's, goes to the server that carries it, alone: 481 ends nothing.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failover_other=on
start line 1
at 1s call line 1
at 5s server b answers OTHER 481
at 5s request line 1 dialog=b
at 6s server b fails with icmp
at 6s request line 1 dialog=b
show attempts,sends,answers,reports,calls,world
until 7s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  answer        200                         attempt=2
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  5000  world         server b answers OTHER 481
  5000  world         request line 1 dialog=b
  5000  send          OTHER to b                  attempt=3  for=request  in_dialog  why=in_dialog
  5020  answer        481                         attempt=3
  5020  attempt 3     failed                      why=rejected  status=481
  5020  report        request 2 rejected          status=481
  6000  world         server b fails with icmp
  6000  world         request line 1 dialog=b
  6000  send          OTHER to b                  attempt=4  for=request  in_dialog  why=in_dialog
  6020  answer        icmp                        attempt=4
  6020  attempt 4     failed                      why=icmp_unreachable
  6020  report        request 3 failed            cause=icmp
