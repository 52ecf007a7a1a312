# Yealink: a BYE that the primary does not answer goes to the secondary, without a REGISTER (register_on_enable 0). E5, A1.
name pbx.example A a,b ttl=3600
line 1 like yealink servers=x=pbx.example x.failback_mode=new_requests
start line 1
at 1s call line 1
at 10s server a is silent
at 20s hang up line 1
show moves,attempts,sends,reports,calls,world
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3509040  why=accepted
    40  working       on pbx.example              why=working_changed
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=pbx.example  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  report        request 1 accepted          server=pbx.example
  3020  report        call 1 TALKING              server=pbx.example  why=call_answered
 10000  world         server a is silent
 20000  world         hang up line 1
 20000  report        call 1 ENDING               server=pbx.example  why=hangs_up
 20000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
 20500  resend        BYE to a                    attempt=3
 21500  resend        BYE to a                    attempt=3
 23500  resend        BYE to a                    attempt=3
 27500  attempt 3     failed                      why=silence
 27500  send          BYE to b                    attempt=4  request=2  in_dialog=first_hop_replaced  why=next_candidate
 27510  callee        talks no longer             call=1
 27520  report        request 2 accepted          server=pbx.example
 27520  report        call 1 OVER                 server=pbx.example  why=bye_answered
 27520  registration  REGISTERED -> REGISTERING   server=pbx.example  why=answered_elsewhere
 27520  send          REGISTER to b               attempt=5  why=answered_elsewhere
 27540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3536540  why=accepted
 27540  working       on pbx.example              why=working_changed
 27540  report        line REGISTERED             server=pbx.example  at=b  since=27540  why=accepted
