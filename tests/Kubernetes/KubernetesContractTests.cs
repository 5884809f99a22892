namespace Kubernetes.Tests;

[MachineContract("pods")]
public sealed class KubernetesContractTests : ProviderContract<KubernetesProvider>, IAsyncLifetime
{
    private readonly RequestRecorder _book = new();
    private KubernetesServer? _server;
    private int _changeCount;

    public async Task InitializeAsync()
    {
        _server = await TestCluster.StartAsync();
        _server.Book = _book;
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    protected override KubernetesProvider CreateProvider() => new(TestCluster.OptionsFor(_server!));

    // Some versions open an exec connection by a POST. No test opens one while it counts requests.
    protected override int? CountMutatingCalls() => _changeCount += _book.Take().Count(static heard => heard.Method is not ("GET" or "HEAD"));

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 40;

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
