# A10 (behaviour case 26): x is preferred over y, and an INVITE to x timed out: the next one goes to y at once, since x
# rests, also when its failback mode would have every call start at x (A9).
name pbx.example A a,b ttl=3600
line 1 servers=pbx.example jitter_percent=0 quarantine_s=60 pbx.example.failback_mode=new_requests
start line 1
at 1s server a is silent
at 1s call line 1
at 20s hang up line 1
at 21s call line 1
show attempts,sends,reports,calls,rests,world
until 24s
----
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
  1000  world         server a is silent
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  8500  attempt 2     failed                      why=silence
  8500  rest          of a                        until=68500  why=quarantined
  8500  rest          shared of a                 until=68500  cause=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  8510  callee        rings                       via=b  call=1
  8520  order         Extend                      attempt=3  why=call_rings
  8520  report        call 1 RINGING              server=pbx.example  why=call_rings
  8520  send          REGISTER to b               attempt=4  why=answered_elsewhere
  8540  report        line REGISTERED             server=pbx.example  at=b  since=8540  why=accepted
 10510  callee        talks                       via=b  call=1
 10520  report        request 1 accepted          server=pbx.example
 10520  report        call 1 TALKING              server=pbx.example  why=call_answered
 20000  world         hang up line 1
 20000  report        call 1 ENDING               server=pbx.example  why=hangs_up
 20000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 20010  callee        talks no longer             call=1
 20020  report        request 2 accepted          server=pbx.example
 20020  report        call 1 OVER                 server=pbx.example  why=bye_answered
 21000  world         call line 1
 21000  report        call 3 CALLING              why=call_wanted
 21000  send          INVITE to b                 attempt=6  request=3  why=call_wanted
 21010  callee        rings                       via=b  call=3
 21020  order         Extend                      attempt=6  why=call_rings
 21020  report        call 3 RINGING              server=pbx.example  why=call_rings
 23010  callee        talks                       via=b  call=3
 23020  report        request 3 accepted          server=pbx.example
 23020  report        call 3 TALKING              server=pbx.example  why=call_answered
