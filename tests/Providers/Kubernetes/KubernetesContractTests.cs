namespace Kubernetes.Tests;

[MachineContract("pods")]
public sealed class KubernetesContractTests : KubernetesContract
{
    protected override async Task<IKubernetesServer> StartAsync() => await TestCluster.StartAsync();
}

public abstract class KubernetesContract : ProviderContract<KubernetesProvider>, IAsyncLifetime
{
    // The server admits every client.
    private const string KilledToken = "killed";

    private readonly RequestRecorder _book = new();
    private IKubernetesServer? _server;
    private int _changeCount;

    public async Task InitializeAsync()
    {
        _server = await StartAsync();
        _server.Book = _book;
    }

    protected abstract Task<IKubernetesServer> StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    protected override KubernetesProvider CreateProvider() => new(TestCluster.OptionsFor(_server!));

    protected override KubernetesProvider CreateProvider(KillPoint kill)
    {
        _server!.Faults.BeforeReply = request =>
            request.Headers.Authorization == $"Bearer {KilledToken}"
                ? kill.CallAsync(isChange: true, () => Task.FromResult(true)).WaitAsync(request.HttpContext.RequestAborted)
                : Task.CompletedTask;
        KubernetesOptions options = TestCluster.OptionsFor(_server);
        return new(options with { Client = options.Client with { Token = KilledToken } });
    }

    // Some versions open an exec connection by a POST. No test opens one while it counts requests.
    protected override int? CountMutatingCalls() =>
        _changeCount += _book.Take().Count(static heard => heard.Method is not ("GET" or "HEAD"));

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 40;

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
