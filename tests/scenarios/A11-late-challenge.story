# A11: a late challenge to an abandoned INVITE is never answered: the call is another attempt's.
server a challenges realm=x
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 5s server a forgets nonces
at 5s server a delays 9s
at 5s call line 1
at 18s hang up line 1
show attempts,sends,answers,reports,calls,world
until 20s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        401                         attempt=1  realm=x
    20  order         Authenticate                attempt=1  why=challenged
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
  5000  world         server a forgets nonces
  5000  world         server a delays 9s
  5000  world         call line 1
  5000  report        call 1 CALLING              why=call_wanted
  5000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  5500  resend        INVITE to a                 attempt=2
  6500  resend        INVITE to a                 attempt=2
  8500  resend        INVITE to a                 attempt=2
 12500  attempt 2     failed                      why=silence
 12500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
 12510  callee        rings                       via=b  call=1
 12520  answer        180                         attempt=3
 12520  order         Extend                      attempt=3  why=call_rings
 12520  report        call 1 RINGING              server=b  why=call_rings
 12520  send          REGISTER to b               attempt=4  why=answered_elsewhere
 12540  answer        200                         attempt=4  expires=3600
 12540  report        line ON_BACKUP              server=b  since=12540  why=accepted
 14000  answer        401, too late               attempt=2
 14510  callee        talks                       via=b  call=1
 14520  answer        200                         attempt=3
 14520  report        request 1 accepted          server=b
 14520  report        call 1 TALKING              server=b  why=call_answered
 18000  world         hang up line 1
 18000  report        call 1 ENDING               server=b  why=hangs_up
 18000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 18010  callee        talks no longer             call=1
 18020  answer        200                         attempt=5
 18020  report        request 2 accepted          server=b
 18020  report        call 1 OVER                 server=b  why=bye_answered
