namespace Testbeds.Tests;

/// <summary>The contract of all providers, held over real connections to a testbed of this machine. What is behind its machines is simulated, and hours of its clock are seconds of the machine's.</summary>
/// <param name="isQuestion">Tells of a request that is neither GET nor HEAD whether it changes nothing all the same.</param>
[SuppressMessage("Design", "CA1001", Justification = "What xunit disposes of is given back there.")]
public abstract class TestbedProviderContract<TProvider>(Func<HttpRequestMessage, bool> isQuestion) : ProviderContract<TProvider>, IAsyncLifetime
    where TProvider : class, IProvider
{
    private IAsyncDisposable? _server;

    protected FastClock Clock { get; } = new();

    protected RecordingHandler Handler { get; } = new(isQuestion);

    protected MachineRoom Machines { get; } = new();

    public async Task InitializeAsync() => _server = await StartAsync();

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Handler.Dispose();
        await Machines.DisposeAsync();
    }

    protected abstract Task<IAsyncDisposable> StartAsync();

    protected override int? CountMutatingCalls() => Handler.ChangeCount;

    protected override Random CreateChance() => new(7);

    protected override int MaxNodes => 40;

    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
