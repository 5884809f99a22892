using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Results of commands whose node fails. The provider contract covers commands that still run.</summary>
public class NodeDeathTests
{
    private int _observations;
    private bool _isGone;
    private bool _isLeaving;
    private bool _isSilent;
    private int _brokenConnectCount;
    private TimeProvider _clock = TimeProvider.System;

    // 128 plus the number of SIGKILL or SIGTERM, as a shell reports them.
    [Theory, InlineData(137), InlineData(143)]
    public Task A_command_killed_with_its_node_fails_with_an_unknown_outcome(int exitCode) =>
        Run(
            () => new CommandResult(exitCode, "half", ""),
            async node =>
            {
                (await node.RunAsync(["true"])).ExitCode.ShouldBe(exitCode, "the node is still there");
                _isGone = true;
                AgentException failure = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));

                (failure.Node, failure.Code, failure.IsOutcomeUnknown).ShouldBe(("n1", ProblemCode.ResourceNotFound, true));
            }
        );

    [Fact]
    public Task A_connection_lost_with_its_node_is_reported_as_a_missing_node() =>
        Run(
            () => throw Lost(),
            async node =>
            {
                AgentException broken = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));
                _isGone = true;
                AgentException died = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));
                _isSilent = true;
                AgentException unknown = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));

                (broken.Code, died.Code, unknown.Code).ShouldBe(
                    (ProblemCode.ConnectionLost, ProblemCode.ResourceNotFound, ProblemCode.ConnectionLost)
                );
            }
        );

    // The documented limit of ClusterOptions.CleanupTimeout after a lost connection, in virtual time.
    [Fact]
    public Task A_lost_connection_is_reported_within_five_seconds_even_if_the_provider_does_not_respond() =>
        Run(
            () => throw Lost(),
            async node =>
            {
                _isSilent = true;
                long start = _clock.GetTimestamp();

                (await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]))).Code.ShouldBe(ProblemCode.ConnectionLost);

                _clock.GetElapsedTime(start).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5.1));
            }
        );

    [Fact]
    public Task A_connection_lost_to_a_node_that_is_being_deleted_is_reported_as_a_missing_node() =>
        Run(
            () => throw Lost(),
            async node =>
            {
                _isLeaving = true;
                AgentException died = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));

                (died.Node, died.Code, died.IsOutcomeUnknown).ShouldBe(("n1", ProblemCode.ResourceNotFound, true));
            }
        );

    [Fact]
    public Task A_command_is_retried_after_its_connection_breaks_while_it_is_opened() =>
        Run(
            () => new CommandResult(0, "once", ""),
            async node =>
            {
                _brokenConnectCount = 2;

                (await node.RunAsync(["true"])).Output.ShouldBe("once");

                _brokenConnectCount.ShouldBe(0);
            }
        );

    [Fact]
    public Task A_command_whose_connection_is_never_opened_is_known_not_to_have_run() =>
        Run(
            () => new CommandResult(0, "once", ""),
            async node =>
            {
                _brokenConnectCount = int.MaxValue;

                AgentException failure = await Thrown.ByAsync<AgentException>(() => node.RunAsync(["true"]));

                (failure.Node, failure.Code, failure.IsOutcomeUnknown).ShouldBe(("n1", ProblemCode.ConnectionLost, false));
            }
        );

    [Theory, InlineData(0, false), InlineData(1, false), InlineData(255, false), InlineData(137, true)]
    public Task A_command_that_exits_or_times_out_causes_no_provider_query(int exitCode, bool isLate) =>
        Run(
            () => new CommandResult(exitCode, "", "") { HasTimedOut = isLate },
            async node =>
            {
                int before = _observations;

                (await node.RunAsync(["true"])).ExitCode.ShouldBe(exitCode);

                _observations.ShouldBe(before);
            }
        );

    private static AgentException Lost() =>
        new("n1", new Problem(ProblemCode.ConnectionLost, "it broke", "connect again")) { IsOutcomeUnknown = true };

    private async Task Run(Func<CommandResult> end, Func<Node, Task> test)
    {
        await using SimulationProvider place = new() { Seed = 42 };
        _clock = place.Clock;
        await place.RunAsync(async token =>
        {
            OddProvider provider = new(place)
            {
                Connection = connection => new EndingConnection(connection, end),
                List = list =>
                    _isGone ? []
                    : _isLeaving ? list.Select(static resource => resource with { State = ResourceState.Deleting }).ToValueList()
                    : list,
                Begin = call =>
                {
                    _observations += call == nameof(IProvider.ObserveAsync) ? 1 : 0;
                    if (call == nameof(IProvider.ConnectAsync) && _brokenConnectCount > 0)
                    {
                        _brokenConnectCount--;
                        throw Lost();
                    }

                    return _isSilent && call == nameof(IProvider.ObserveAsync) ? new TaskCompletionSource().Task : Task.CompletedTask;
                },
            };
            Topology one = Topology.Create("demo").AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] }).Build();
            await using LiveCluster cluster = await LiveCluster.Create(one).UseProvider(provider).ProvisionAsync(token);
            await test(cluster.Nodes[0]);
            (_isGone, _isLeaving, _isSilent) = (false, false, false);
        });
    }
}
