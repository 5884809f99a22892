namespace Testbeds.Tests;

/// <summary>
/// Runs the contract of all providers over real connections to a simulated testbed on this machine. Its machines are
/// simulated, and hours of its clock are seconds of the system clock.
/// </summary>
/// <param name="isQuestion">Whether a request other than GET and HEAD changes nothing.</param>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync, which releases the fields.")]
public abstract class TestbedProviderContract<TProvider>(Func<HttpRequestMessage, bool> isQuestion)
    : ProviderContract<TProvider>,
        IAsyncLifetime
    where TProvider : class, IProvider
{
    private IAsyncDisposable? _server;

    protected FastClock Clock { get; } = new();

    protected RecordingHandler Handler { get; } = new(isQuestion);

    protected FakeMachines Machines { get; } = new();

    public async Task InitializeAsync() => _server = await StartAsync();

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Handler.Dispose();
        await Machines.DisposeAsync();
    }

    protected abstract Task<IAsyncDisposable> StartAsync();

    protected abstract TProvider CreateProvider(HttpMessageHandler handler);

    protected override TProvider CreateProvider() => CreateProvider(Handler);

    protected override TProvider CreateProvider(KillPoint kill) => CreateProvider(Handler.For(kill));

    protected override int? CountMutatingCalls() => Handler.ChangeCount;

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 40;

    protected override TimeSpan CallTimeout => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyTimeout => TimeSpan.FromHours(2);
}
