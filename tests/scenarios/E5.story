# E5: BYE goes first to the dialog's next hop. When it fails there it moves to the other candidates, each of which takes the
# place of the first hop.
line 1 servers=a,b,c jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a fails with icmp
at 5s server b answers BYE 503
at 5s hang up line 1
show attempts,sends,answers,reports,calls,world
until 8s
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
  5000  world         server a fails with icmp
  5000  world         server b answers BYE 503
  5000  world         hang up line 1
  5000  report        call 1 ENDING               server=a  why=hangs_up
  5000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
  5020  answer        icmp                        attempt=3
  5020  attempt 3     failed                      why=icmp_unreachable
  5020  send          BYE to b                    attempt=4  request=2  in_dialog=first_hop_replaced  why=next_candidate
  5040  answer        503                         attempt=4
  5040  attempt 4     failed                      why=failover_status  status=503
  5040  send          BYE to c                    attempt=5  request=2  in_dialog=first_hop_replaced  why=next_candidate
  5040  send          REGISTER to b               attempt=6  why=status_to_request
  5050  callee        talks no longer             call=1
  5060  answer        200                         attempt=5
  5060  report        request 2 accepted          server=c
  5060  report        call 1 OVER                 server=a  why=bye_answered
  5060  answer        200                         attempt=6  expires=3600
  5060  report        line ON_BACKUP              server=b  since=5060  why=status_to_request
