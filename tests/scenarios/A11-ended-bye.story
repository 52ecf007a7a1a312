# A11: a BYE of a late call that nobody hears: it is sent again for 64*T1, as the RFC says, and nothing is owed then.
server a answers INVITE 200 after=10s
server a is silent for BYE
server b reaches another phone
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 15s call ends line 1
show attempts,sends,answers,reports,calls,world
until 50s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  8500  attempt 2     failed                      why=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  8510  callee        rings                       via=b  call=1
  8520  answer        180                         attempt=3
  8520  order         Extend                      attempt=3  why=call_rings
  8520  report        call 1 RINGING              server=b  why=call_rings
  8520  send          REGISTER to b               attempt=4  why=answered_elsewhere
  8540  answer        200                         attempt=4  expires=3600
  8540  report        line ON_BACKUP              server=b  since=8540  why=accepted
 10510  callee        talks                       via=b  call=1
 10520  answer        200                         attempt=3
 10520  report        request 1 accepted          server=b
 10520  report        call 1 TALKING              server=b  why=call_answered
 11010  callee        talks                       via=a  call=1
 11020  answer        200, late                   attempt=2
 11020  order         End                         attempt=2  why=late_call_ended
 11020  send          BYE to a                    of attempt=2
 11520  resend        BYE to a                    of attempt=2
 12520  resend        BYE to a                    of attempt=2
 14520  resend        BYE to a                    of attempt=2
 15000  world         call ends line 1
 15000  report        call 1 OVER                 server=b  why=call_ended
 15000  callee        talks no longer             call=1
 18520  resend        BYE to a                    of attempt=2
 22520  resend        BYE to a                    of attempt=2
 26520  resend        BYE to a                    of attempt=2
 30520  resend        BYE to a                    of attempt=2
 34520  resend        BYE to a                    of attempt=2
 38520  resend        BYE to a                    of attempt=2
 42520  resend        BYE to a                    of attempt=2
 43020  answer        late call ended             attempt=2
