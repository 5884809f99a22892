using Microsoft.Extensions.Logging.Abstractions;
using Minimega.Tests;
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
        await using LinkProvider provider = new(async (node, token) => await ConnectAsync(link, node, token));
        await using Cluster cluster = await ProvisionAsync(provider);
        CommandRequest request = new(["true"]) { IsIdempotent = isIdempotent };
        await cluster.Nodes["n1"].RunAsync(request);
        carrier.Reset();

        carrier.Fault = Enum.Parse<ServerFault>(fault);
        AgentException? failure = await GetFailureAsync(cluster.Nodes["n1"].RunAsync(request));

        (carrier.LoginCount, carrier.SessionCount, carrier.CommandCount).ShouldBe((logins, sessions, commands));
        bool hasFailed = carrier.Fault is not (ServerFault.None or ServerFault.DeadFirstLogin);
        (failure is not null, failure?.IsOutcomeUnknown ?? false).ShouldBe((hasFailed, carrier.Fault == ServerFault.LostCommand));
    }

    /// <summary>Over an agent, the attempts of the cluster contain those of the session, which contain one login each.</summary>
    [Theory]
    [InlineData(nameof(ServerFault.None), 0, 1, true)]
    [InlineData(nameof(ServerFault.None), 5, 6, true)]
    [InlineData(nameof(ServerFault.None), int.MaxValue, 6, false)]
    [InlineData(nameof(ServerFault.NoLogin), 0, 6, false)]
    [InlineData(nameof(ServerFault.NoSession), 0, 9, false)]
    public async Task A_command_over_a_lost_agent_tries_N_logins(string fault, int busyCount, int logins, bool isSuccess)
    {
        AgentHostOptions agentOptions = new() { Node = "n1", BootId = "boot" };
        await using AgentHost agent = new(agentOptions, new LocalProcesses(), new LocalFiles());
        using CountingCarrier carrier = new() { Agent = agent };
        SshClientOptions options = new();
        using HandshakeThrottle throttle = new(options, carrier);
        using SshLink link = new(options, new NodeAddress("localhost"), throttle, carrier, NullLogger.Instance);
        VirtualClock clock = new();
        await using LinkProvider provider = new(async (node, token) => await ConnectToAgentAsync(link, node, clock, token));
        await using Cluster cluster = await ProvisionAsync(provider);
        CommandRequest request = new(["true"]) { Timeout = TimeSpan.FromHours(1), IsIdempotent = true };
        await cluster.Nodes["n1"].RunAsync(request);
        carrier.Reset();
        (carrier.Fault, carrier.BusyCount) = (Enum.Parse<ServerFault>(fault), busyCount);

        carrier.Cut();
        Task<AgentException?> running = GetFailureAsync(cluster.Nodes["n1"].RunAsync(request));
        while (!running.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        AgentException? failure = await running;
        carrier.LoginCount.ShouldBe(logins);
        (failure is null).ShouldBe(isSuccess, failure?.Message);
    }

    private static Task<Cluster> ProvisionAsync(IProvider provider) =>
        Cluster
            .Create(OneNode)
            .UseProvider(provider)
            .WithOptions(static settings =>
                settings with
                {
                    ConnectRetry = settings.ConnectRetry with { Delay = TimeSpan.FromMilliseconds(1) },
                }
            )
            .ProvisionAsync();

    private static async Task<INodeConnection> ConnectAsync(SshLink link, string node, CancellationToken cancellationToken) =>
        await SshConnection.OpenAsync(link, node, cancellationToken);

    private static async Task<INodeConnection> ConnectToAgentAsync(
        SshLink link,
        string node,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        RetryOptions? busyRetry = null;
        AgentConnectionOptions options = new()
        {
            Node = node,
            SessionId = "session",
            Clock = clock,
            ResponseTimeout = TimeSpan.FromHours(1),
            FrameTimeout = TimeSpan.FromHours(1),
            HeartbeatInterval = Timeout.InfiniteTimeSpan,
            HeartbeatTimeout = Timeout.InfiniteTimeSpan,
        };
        return await AgentConnection.OpenAsync(
            token =>
            {
                Task<Stream> stream = SshStream.OpenAsync(link, "agent", busyRetry, token);
                busyRetry = RetryOptions.None;
                return stream;
            },
            options,
            cancellationToken
        );
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
    private sealed class LinkProvider(Func<string, CancellationToken, Task<INodeConnection>> connect) : IProvider
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

        public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
            connect(node.Tag.Name, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private StepOutcome Create(StepRequest request)
        {
            Resource made = new(request.Token, request.Tag, ResourceState.Ready, DateTimeOffset.UnixEpoch);
            _nodes.Add(made);
            return new StepOutcome(request.Token, StepResult.Succeeded) { Resource = made };
        }
    }
}
