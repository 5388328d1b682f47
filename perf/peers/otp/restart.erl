%% From the crash of a gen_server's process until OTP's supervisor has started the next one.
%% Prints a line of JSON: percentiles in microseconds.
-module(restart).
-behaviour(supervisor).
-export([main/0, start_child/1, init/1]).

-define(CRASHES, 2000).

main() ->
    logger:set_primary_config(level, none),
    {ok, _} = supervisor:start_link(?MODULE, self()),
    First = await(),
    Times = lists:sort(crash(First, ?CRASHES, [])),
    io:format("{\"p50\":~.2f,\"p95\":~.2f,\"p99\":~.2f,\"max\":~.2f}~n",
              [at(Times, P) || P <- [0.5, 0.95, 0.99, 1.0]]),
    halt(0).

init(Owner) ->
    Flags = #{strategy => one_for_one, intensity => ?CRASHES * 2, period => 1},
    {ok, {Flags, [#{id => service, start => {?MODULE, start_child, [Owner]}}]}}.

start_child(Owner) ->
    {ok, spawn_link(fun() -> Owner ! {running, self(), erlang:monotonic_time()}, wait() end)}.

wait() -> receive crash -> exit(crashed) end.

await() -> receive {running, Pid, _} -> Pid end.

crash(_, 0, Times) -> Times;
crash(Pid, N, Times) ->
    Began = erlang:monotonic_time(),
    Pid ! crash,
    receive
        {running, Next, At} -> crash(Next, N - 1, [At - Began | Times])
    end.

at(Sorted, Share) ->
    Index = max(1, round(Share * length(Sorted))),
    erlang:convert_time_unit(lists:nth(Index, Sorted), native, nanosecond) / 1000.
