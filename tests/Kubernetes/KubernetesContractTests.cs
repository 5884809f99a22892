using Loopback.Kubernetes;
using ProviderContracts;
using Scalewright.Providers.Kubernetes;

namespace Kubernetes.Tests;

/// <summary>The contract of all providers, held over real connections to a cluster of this machine.</summary>
public sealed class KubernetesContractTests : ProviderContract<KubernetesProvider>, IAsyncLifetime
{
    private KubernetesServer? _server;

    public async Task InitializeAsync() => _server = await Place.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    protected override KubernetesProvider CreateProvider() => new(Place.OptionsFor(_server!));

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 40;

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
