namespace AutoScaling.Tests.Backend;

internal sealed class SimulatedEndpoint : IAsyncDisposable
{
    private readonly SimulationProvider _simulation;
    private readonly Cluster _cluster;
    private readonly AutoScalingEndpoint _endpoint;
    private readonly AutoScalingServer _server;
    private int _seed;

    private SimulatedEndpoint(
        SimulationProvider simulation,
        Cluster cluster,
        AutoScalingEndpoint endpoint,
        AutoScalingServer server,
        TimeProvider clock
    ) => (_simulation, _cluster, _endpoint, _server, Clock) = (simulation, cluster, endpoint, server, clock);

    public TimeProvider Clock { get; }

    /// <summary>Options for one provider. Two providers with one random source would draw the same tokens.</summary>
    public AutoScalingOptions Options =>
        new(_server.Address, TestEndpoint.Key)
        {
            Clock = Clock,
            Transport = new SimulatedTransport(_simulation),
            NodeAddressSelector = instance => new NodeAddress(instance.InstanceId),
            Random = new Random(++_seed),
            ConsistencyWindow = TimeSpan.Zero,
            CallTimeout = TimeSpan.FromHours(1),
        };

    public static async Task<SimulatedEndpoint> OpenAsync(Func<AutoScalingEndpointOptions, AutoScalingEndpointOptions>? change = null)
    {
        FastClock clock = new();
        SimulationProvider simulation = new() { Options = FakeMachines.Options };
        Cluster? cluster = null;
        await simulation.RunAsync(async token =>
            cluster = await Cluster.Create(Topology.Create("place").Build()).UseProvider(simulation).ProvisionAsync(token)
        );
        AutoScalingEndpointOptions options = new() { Keys = [TestEndpoint.Key], Clock = clock };
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, change?.Invoke(options) ?? options);
        return new SimulatedEndpoint(simulation, cluster!, endpoint, await AutoScalingServer.StartAsync(endpoint), clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _simulation.RunAsync(_ => _cluster.DisposeAsync().AsTask());
        await _simulation.DisposeAsync();
    }
}

internal sealed class SimulatedTransport(SimulationProvider simulation) : INodeTransport
{
    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        INodeConnection? connection = null;
        await simulation.RunAsync(
            async token =>
            {
                Resource found = (await simulation.ObserveAsync(null, token)).Single(found => found.Tag.Name == address.Host);
                connection = await simulation.ConnectAsync(found, token);
            },
            cancellationToken
        );
        return new SimulatedDoor(simulation, connection!, node);
    }

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) =>
        throw new AgentException(
            address.Host,
            new Problem(ProblemCode.ConnectionLost, "simulated nodes start no programs of this machine", "use a command")
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
