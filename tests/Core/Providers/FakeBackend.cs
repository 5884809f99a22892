namespace Sdk.Tests.Providers;

/// <summary>Provider whose author's members are replaced by each test.</summary>
internal sealed class FakeBackend(RemoteProviderSettings settings) : RemoteProvider(settings)
{
    public FakeBackend()
        : this(new RemoteProviderSettings("fake")) { }

    public Func<CancellationToken, Task<IEnumerable<Resource?>>> OnList { get; init; } =
        static _ => Task.FromResult<IEnumerable<Resource?>>([]);

    public Func<StepRequest, Task<ValueList<StepOutcome>>> OnStep { get; init; } =
        static request => Task.FromResult<ValueList<StepOutcome>>([new StepOutcome(request.Token, StepResult.Succeeded)]);

    public Func<ValueTask<IAsyncDisposable?>> OnBegin { get; init; } = static () => default;

    public Func<CancellationToken, Task<INodeConnection>> OnConnect { get; init; } = static _ => throw new NotSupportedException();

    public Func<Exception, string, BackendFailure?> OnInterpret { get; init; } = static (_, _) => null;

    public Task<string> SendAsync(
        string call,
        TimeSpan timeout,
        Func<CancellationToken, Task<string>> request,
        CancellationToken cancellationToken = default
    ) => CallAsync(call, timeout, request, cancellationToken);

    public new T Own<T>(T owned)
        where T : notnull => base.Own(owned);

    protected override Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken) =>
        OnList(cancellationToken);

    protected override IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        requests.Select(request => new StepBatch([request], () => OnStep(request)));

    protected override ValueTask<IAsyncDisposable?> BeginWaveAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        OnBegin();

    protected override Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken) =>
        OnConnect(cancellationToken);

    protected override BackendFailure? Interpret(Exception exception, string subject) => OnInterpret(exception, subject);
}

/// <summary>Calls an action when it is disposed.</summary>
internal sealed class Disposal(Action action) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        action();
        return ValueTask.CompletedTask;
    }
}
