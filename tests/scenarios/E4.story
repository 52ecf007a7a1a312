# E4: the user sees one call: "calling", and on the next candidate still "calling". Each INVITE names the same request, from
# which the shell makes the same Call-ID, From tag and CSeq: the callee, whom a reaches late, rings once (RFC 3261 8.2.2.2).
server a rings after=9s
server b rings after=100ms then answers after=5s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 20s hang up line 1
show attempts,sends,answers,reports,calls,world
until 25s
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
  8610  callee        rings                       via=b  call=1
  8620  answer        180                         attempt=3
  8620  order         Extend                      attempt=3  why=call_rings
  8620  report        call 1 RINGING              server=b  why=call_rings
  8620  send          REGISTER to b               attempt=4  why=answered_elsewhere
  8640  answer        200                         attempt=4  expires=3600
  8640  report        line ON_BACKUP              server=b  since=8640  why=accepted
 10020  answer        482, too late               attempt=2
 13610  callee        talks                       via=b  call=1
 13620  answer        200                         attempt=3
 13620  report        request 1 accepted          server=b
 13620  report        call 1 TALKING              server=b  why=call_answered
 20000  world         hang up line 1
 20000  report        call 1 ENDING               server=b  why=hangs_up
 20000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 20010  callee        talks no longer             call=1
 20020  answer        200                         attempt=5
 20020  report        request 2 accepted          server=b
 20020  report        call 1 OVER                 server=b  why=bye_answered
