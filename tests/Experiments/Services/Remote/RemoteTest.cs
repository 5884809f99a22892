namespace Experiments.Services.Tests.Remote;

internal sealed class RemoteTest : IAsyncDisposable
{
    public const string Short =
        """{"name": "short", "duration": "1m", "nodes": [{"kind": "pico"}], "job": {"topics": [{"name": "words"}], "operators": [{"name": "count", "topic": "words"}]}, "load": [{"name": "words", "shape": "constant", "rate": 100}]}""";

    /// <summary>An experiment that is too long to complete during a test.</summary>
    public const string Long =
        """{"name": "long", "duration": "30d", "nodes": [{"kind": "pico"}], "job": {"topics": [{"name": "words"}], "operators": [{"name": "count", "topic": "words"}]}, "load": [{"name": "words", "shape": "constant", "rate": 100}]}""";

    private readonly TemporaryFolder _data = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RemoteTest(IMessageBroker broker)
    {
        Client = new RemoteOperatorClient(broker, TimeProvider.System) { Timeout = TimeSpan.FromMinutes(2) };
        Control = new ExperimentQueue(_data.Root);
        _running = new RemoteOperator(_data.Root, broker, TimeProvider.System).RunAsync(_stop.Token);
    }

    public RemoteOperatorClient Client { get; }

    public ExperimentQueue Control { get; }

    public string Data => _data.Root;

    public Task UntilAsync(OperatorStage stage, string experiment) =>
        RealServer.UntilAsync(
            async () => await Client.GetStateAsync() is var state && state.Stage == stage && state.Experiment == experiment,
            $"{experiment} is {stage}"
        );

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _data.Dispose();
    }
}
