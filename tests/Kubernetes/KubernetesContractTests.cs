using ProviderContracts;

namespace Kubernetes.Tests;

/// <summary>The contract of all providers, held over real connections to a cluster of this machine.</summary>
[MachineContract("pods")]
public sealed class KubernetesContractTests : ProviderContract<KubernetesProvider>, IAsyncLifetime
{
    private readonly RequestBook _book = new();
    private KubernetesServer? _server;
    private int _changeCount;

    public async Task InitializeAsync()
    {
        _server = await Place.StartAsync();
        _server.Book = _book;
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    protected override KubernetesProvider CreateProvider() => new(Place.OptionsFor(_server!));

    // A way into a node is asked for by a POST in some versions; nobody enters one while it is counted.
    protected override int? CountMutatingCalls() => _changeCount += _book.Take().Count(static heard => heard.Method is not ("GET" or "HEAD"));

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 40;

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
