using Sdk.Tests.Agents;

namespace Services.Tests;

[SuppressMessage("Design", "CA1001", Justification = "The agent has what answers.")]
public sealed class BlockingTests
{
    private const int LimitMilliseconds = 60_000;

    private readonly Gate _gate = new();

    [Fact(Timeout = LimitMilliseconds)]
    public Task A_service_method_that_blocks_its_thread_does_not_block_other_calls() => RunAsync(TimeProvider.System, async gate =>
        {
            Task[] held = [.. Enumerable.Range(0, 3).Select(_ => gate.HoldAsync(default))];

            await gate.OpenAsync(default);

            await Task.WhenAll(held);
        });

    [Fact(Timeout = LimitMilliseconds)]
    public Task A_service_method_that_blocks_its_thread_does_not_block_pings() => RunAsync(TimeProvider.System, async (gate, connection) =>
        {
            Task held = gate.HoldAsync(default);

            for (int i = 0; i < 3; i++)
            {
                await connection.PingAsync(default);
            }

            await gate.OpenAsync(default);
            await held;
        });

    [Fact(Timeout = LimitMilliseconds), SuppressMessage("Usage", "xUnit1031", Justification = "A caller that blocks is what is tested.")]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "As above."), SuppressMessage("Design", "MA0042", Justification = "As above.")]
    public Task A_caller_that_blocks_after_its_response_does_not_block_other_callers() =>
        RunAsync(TimeProvider.System, gate => Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(async number =>
                    {
                        await gate.PassAsync(number, default);
                        gate.PassAsync(-number, default).Wait();
                    })
            ));

    [Fact(Timeout = LimitMilliseconds)]
    public Task Calls_start_in_the_order_in_which_they_were_made() => RunAsync(new FrozenClock(TimeProvider.System), async gate =>
        {
            int[] numbers = [.. Enumerable.Range(0, 200)];

            await Task.WhenAll(numbers.Select(number => gate.PassAsync(number, default)));

            _gate.Passed.ShouldBe(numbers);
        });

    private Task RunAsync(TimeProvider clock, Func<IGate, Task> story) => RunAsync(clock, (gate, _) => story(gate));

    private Task RunAsync(TimeProvider clock, Func<IGate, AgentConnection, Task> story)
    {
        (DuplexStream near, DuplexStream far) = PipedStream.Pair();
        return RunAsync(clock, near, far, story);
    }

    private async Task RunAsync(TimeProvider clock, Stream near, Stream far, Func<IGate, AgentConnection, Task> story)
    {
        AgentHostOptions options = new()
        {
            Node = "n1",
            BootId = "b1",
            Clock = clock,
            Services = ServiceSet.Empty.Add<IGate>(_ => _gate),
        };
        await using AgentHost host = new(options, new ScriptedPrograms(clock), new InMemoryFiles());
        Task serving = host.ServeAsync(far);
        await using (
            AgentConnection connection = await AgentConnection.OpenAsync(near, new AgentConnectionOptions { Node = "n1", SessionId = "s1" })
        )
        {
            await story(Bind<IGate>(connection), connection);
        }

        await serving;
    }

    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);
}
