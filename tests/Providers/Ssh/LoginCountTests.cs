using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Providers.Ssh.Carriers;
using Cluster = Scalewright.Clusters.Cluster;

namespace Ssh.Tests;

/// <summary>Attempts between the command of a user and the server: retries of the cluster, and logins and sessions of each.</summary>
public sealed class LoginCountTests
{
    private static readonly Topology OneNode = Topology
        .Create("demo")
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] })
        .Build();

    [Theory]
    [InlineData(nameof(ServerFault.None), true, 0, 0, 1)]
    [InlineData(nameof(ServerFault.NoLogin), true, 1, 0, 0)]
    [InlineData(nameof(ServerFault.NoLogin), false, 1, 0, 0)]
    [InlineData(nameof(ServerFault.NoSession), true, 4, 4, 0)]
    [InlineData(nameof(ServerFault.NoSession), false, 4, 4, 0)]
    [InlineData(nameof(ServerFault.LateSession), true, 4, 7, 0)]
    [InlineData(nameof(ServerFault.LateSession), false, 4, 7, 0)]
    [InlineData(nameof(ServerFault.DeadSession), true, 7, 7, 0)]
    [InlineData(nameof(ServerFault.DeadSession), false, 7, 7, 0)]
    [InlineData(nameof(ServerFault.EachThirdSessionDies), true, 5, 5, 0)]
    [InlineData(nameof(ServerFault.EachThirdSessionDies), false, 5, 5, 0)]
    [InlineData(nameof(ServerFault.LostCommand), true, 3, 3, 4)]
    [InlineData(nameof(ServerFault.LostCommand), false, 0, 0, 1)]
    [InlineData(nameof(ServerFault.DeadFirstLogin), true, 1, 1, 1)]
    [InlineData(nameof(ServerFault.DeadFirstLogin), false, 1, 1, 1)]
    public async Task A_command_on_a_dead_server_tries_N_logins(string fault, bool isIdempotent, int logins, int sessions, int commands)
    {
        using CountingCarrier carrier = new();
        SshClientOptions options = new();
        using HandshakeThrottle throttle = new(options, carrier);
        using SshLink link = new(options, new NodeAddress("localhost"), throttle, carrier, NullLogger.Instance);
        await using LinkProvider provider = new(link);
        await using Cluster cluster = await Cluster
            .Create(OneNode)
            .UseProvider(provider)
            .WithOptions(static settings =>
                settings with
                {
                    ConnectRetry = settings.ConnectRetry with { Delay = TimeSpan.FromMilliseconds(1) },
                }
            )
            .ProvisionAsync();
        CommandRequest request = new(["true"]) { IsIdempotent = isIdempotent };
        await cluster.Nodes["n1"].RunAsync(request);
        carrier.Reset();

        carrier.Fault = Enum.Parse<ServerFault>(fault);
        AgentException? failure = await GetFailureAsync(cluster.Nodes["n1"].RunAsync(request));

        (carrier.LoginCount, carrier.SessionCount, carrier.CommandCount).ShouldBe((logins, sessions, commands));
        bool hasFailed = carrier.Fault is not (ServerFault.None or ServerFault.DeadFirstLogin);
        (failure is not null, failure?.IsOutcomeUnknown ?? false).ShouldBe((hasFailed, carrier.Fault == ServerFault.LostCommand));
    }

    private static async Task<AgentException?> GetFailureAsync(Task running)
    {
        try
        {
            await running;
            return null;
        }
        catch (AgentException failure)
        {
            return failure;
        }
    }

    /// <summary>Its nodes exist at once, and are reached over one link.</summary>
    private sealed class LinkProvider(SshLink link) : IProvider
    {
        private readonly List<Resource> _nodes = [];

        public string Name => "link";

        public TimeProvider Clock => TimeProvider.System;

        public Random Random { get; } = new(1);

        public int MaxBatchSize => 16;

        public TimeSpan ConsistencyWindow => TimeSpan.Zero;

        public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
            program(cancellationToken);

        public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
            Task.FromResult(ValueList<Problem>.Empty);

        public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
            Task.FromResult(_nodes.ToValueList());

        public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
            requests.Select(Create).ToAsyncEnumerable();

        public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
            await SshConnection.OpenAsync(link, node.Tag.Name, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private StepOutcome Create(StepRequest request)
        {
            Resource made = new(request.Token, request.Tag, ResourceState.Ready, DateTimeOffset.UnixEpoch);
            _nodes.Add(made);
            return new StepOutcome(request.Token, StepResult.Succeeded) { Resource = made };
        }
    }
}
