using Scalewright.Providers.AutoScaling.Networking;

namespace AutoScaling.Tests.Backend;

/// <summary>Resolution of the host name of the service: row F-NET-16 of tests/Faults/rows.tsv.</summary>
public sealed class ServiceNameTests : IAsyncLifetime
{
    private readonly ContractRequests _orders = new(new Random(5), "named", name => new NodeSpec(name, 1));
    private SimulatedEndpoint? _place;

    public async Task InitializeAsync() => _place = await SimulatedEndpoint.OpenAsync();

    public async Task DisposeAsync() => await _place!.DisposeAsync();

    [Fact]
    public async Task F_NET_16_an_address_that_refuses_connections_is_skipped()
    {
        await using AutoScalingProvider provider = Named(new Names("127.0.0.2", "127.0.0.1"));

        StepOutcome made = await MakeAsync(provider);

        made.Result.ShouldBe(StepResult.Succeeded);
        (await provider.ObserveAsync(_orders.Owner)).Single().Id.ShouldBe(made.Resource!.Id);
    }

    [Fact]
    public async Task F_NET_16_an_unresponsive_address_is_skipped()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.3"), _place!.Options.Address.Port));
        silent.Listen(0);
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await taken.ConnectAsync(silent.LocalEndPoint!); // Never accepted, and the backlog is full: the system drops further connections.
        await using AutoScalingProvider provider = Named(new Names("127.0.0.3", "127.0.0.1"));

        StepOutcome made = await MakeAsync(provider);

        made.Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public async Task F_NET_16_a_host_name_without_addresses_is_reported_and_the_step_can_be_retried()
    {
        Names names = new();
        await using AutoScalingProvider provider = Named(names);

        StepOutcome made = await MakeAsync(provider);
        ProviderException looked = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (made.Result, made.CanRetry, made.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.ProviderUnavailable));
        made.Problem.Message.ShouldContain("there is no host 'localhost'");
        looked.Problems[0].Message.ShouldContain("there is no host 'localhost'");
        names.Asked.ShouldBe(1);
    }

    private AutoScalingProvider Named(Names names)
    {
        AutoScalingOptions options = _place!.Options;
        return new AutoScalingProvider(
            options with
            {
                Address = new UriBuilder(options.Address) { Host = "localhost" }.Uri,
                NameResolver = names,
            }
        );
    }

    private Task<StepOutcome> MakeAsync(AutoScalingProvider provider) => provider.ApplyOneAsync(_orders.CreateNode("n-1"));

    private sealed class Names(params string[] addresses) : INameResolver
    {
        private int _asked;

        public int Asked => _asked;

        public Task<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _asked);
            return addresses.Length > 0
                ? Task.FromResult(new NameResolution(addresses.Select(IPAddress.Parse).ToValueList()))
                : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
