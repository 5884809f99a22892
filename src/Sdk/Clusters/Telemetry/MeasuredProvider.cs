using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Telemetry;

/// <summary>A provider whose calls are told to whoever listens, and held to their contract.</summary>
/// <param name="inner">The provider; stays its owner's to dispose.</param>
internal sealed class MeasuredProvider(IProvider inner) : IProvider
{
    public string Name => inner.Name;

    public TimeProvider Clock => inner.Clock;

    public Random Chance => inner.Chance;

    public int OrdersMax => inner.OrdersMax;

    public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

    /// <summary>How long it may leave the question what there is without an answer; default without end, as whoever asks may cancel.</summary>
    public TimeSpan SilenceMax { get; set; } = Timeout.InfiniteTimeSpan;

    public static IProvider InnerOf(IProvider provider) => provider is MeasuredProvider measured ? measured.Inner : provider;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) => inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        MeasureAsync("check", () => ProviderCalls.ListAsync(Name, nameof(CheckAsync), () => inner.CheckAsync(topology, cancellationToken), cancellationToken));

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        MeasureAsync("observe", () => SilenceMax == Timeout.InfiniteTimeSpan ? ProviderCalls.ListAsync(inner, owner, cancellationToken) : ListInTimeAsync(owner, cancellationToken));

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default) =>
        Instruments.ProviderCalls.Enabled ? MeasureAsync(orders, cancellationToken) : ProviderCalls.StreamAsync(inner, orders, cancellationToken);

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        MeasureAsync("connect", () => ProviderCalls.ConnectAsync(inner, node, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IProvider Inner => inner;

    private async Task<ValueList<Resource>> ListInTimeAsync(Owner? owner, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(SilenceMax, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ProviderCalls.ListAsync(inner, owner, either.Token);
        }
        catch (OperationCanceledException cause) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ProviderAnswers.Silent(Name, nameof(ObserveAsync), SilenceMax, cause);
        }
    }

    private Task<T> MeasureAsync<T>(string word, Func<Task<T>> call) => Instruments.ProviderCalls.Enabled ? EndAsync(word, call) : call();

    private async Task<T> EndAsync<T>(string word, Func<Task<T>> call)
    {
        using Work? work = Begin(word);
        T result = await call();
        work?.Succeed();
        return result;
    }

    private async IAsyncEnumerable<StepOutcome> MeasureAsync(ValueList<StepOrder> orders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Work? work = Begin("apply");
        await foreach (StepOutcome outcome in ProviderCalls.StreamAsync(inner, orders, cancellationToken))
        {
            yield return outcome;
        }

        work?.Succeed();
    }

    private Work? Begin(string call) => Work.Begin(Clock, activity: null, Instruments.ProviderCalls, Instruments.Tag("provider", Name), Instruments.Tag("call", call));
}
