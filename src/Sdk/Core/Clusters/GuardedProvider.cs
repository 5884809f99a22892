using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Scalewright.Agents;
using Scalewright.Clusters.Telemetry;
using Scalewright.Providers;
using Scalewright.Topologies;
using static Scalewright.Clusters.ProviderResponses;

namespace Scalewright.Clusters;

/// <summary>
/// The only way to a provider. Measures its calls and those of its capabilities, applies timeouts, checks the responses,
/// reports exceptions outside the contract as problems, and logs waves of steps and the progress of nodes. Code that calls a
/// provider requires it, so that a call without it does not compile. <see cref="ProviderExtensions.Guard"/> creates it.
/// </summary>
public sealed class GuardedProvider : ProviderGuard, IProvider
{
    private const string NoTask = "it gave null instead of a task";
    private WaveLogger? _waves;

    private GuardedProvider(IProvider inner) => Inner = inner;

    /// <summary>Treatment of a call by the guard.</summary>
    private enum CallKind
    {
        /// <summary>Changes nothing: has a timeout, and a canceled caller does not wait for it.</summary>
        Query,

        /// <summary>Without a timeout; a canceled caller does not wait for it.</summary>
        Check,

        /// <summary>Awaited also after a cancellation, so that it does not overlap the caller's next action.</summary>
        Change,
    }

    /// <summary>The provider itself. Only for members that are not part of <see cref="IProvider"/>.</summary>
    public IProvider Inner { get; }

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public TimeProvider Clock => Inner.Clock;

    /// <inheritdoc/>
    public Random Random => Inner.Random;

    /// <inheritdoc/>
    public ILogger Logger => Inner.Logger;

    /// <inheritdoc/>
    public int MaxBatchSize => Inner.MaxBatchSize;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => Inner.ConsistencyWindow;

    /// <summary>Timeout of a query. Default unlimited, because the caller can cancel.</summary>
    internal TimeSpan QueryTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Guards a provider once: a guarded provider gets another guard with its own timeout.</summary>
    /// <exception cref="ProviderException">The provider accepts no requests.</exception>
    internal static GuardedProvider Over(IProvider provider)
    {
        IProvider inner = provider is GuardedProvider { Inner: var guarded } ? guarded : provider;
        CheckMaxBatchSize(inner);
        return new GuardedProvider(inner);
    }

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        Inner.RunAsync(program, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Inner.DisposeAsync();

    /// <inheritdoc/>
    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        Inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, this) : null;

    /// <inheritdoc/>
    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(CheckAsync),
            CallKind.Check,
            (Provider: Inner, Topology: topology),
            static (state, token) => state.Provider.CheckAsync(state.Topology, token),
            static (problems, _) => FindProblem(problems),
            endLate: null,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        LogProgressAsync(
            owner,
            CallAsync(
                nameof(ObserveAsync),
                CallKind.Query,
                (Provider: Inner, Owner: owner),
                static (state, token) => state.Provider.ObserveAsync(state.Owner, token),
                static (resources, state) => FindProblem(resources, state.Owner),
                endLate: null,
                cancellationToken
            )
        );

    /// <inheritdoc/>
    /// <remarks>A connection that arrives after a cancellation is closed.</remarks>
    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(ConnectAsync),
            CallKind.Check,
            (Provider: Inner, Node: node),
            static (state, token) => state.Provider.ConnectAsync(state.Node, token),
            static (connection, _) => connection is null ? "it gave null instead of a connection" : null,
            static connection => connection?.DisposeAsync() ?? ValueTask.CompletedTask,
            cancellationToken
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using WaveLogger.LoggedWave? wave = FindWaveLogger()?.Start(requests);
        using TelemetryScope? work = Start(nameof(ApplyAsync));
        await using IAsyncEnumerator<StepOutcome> outcomes = StartApply(requests, cancellationToken);
        while (await MoveNextAsync(outcomes, cancellationToken))
        {
            StepOutcome outcome = outcomes.Current;
            if (FindProblem(outcome) is { } fault)
            {
                throw Violation(Name, nameof(ApplyAsync), fault);
            }

            wave?.Add(outcome);
            yield return outcome;
        }

        work?.Succeed();
    }

    /// <inheritdoc/>
    public override Task<ValueList<Resource>> ListAsync(
        string method,
        Owner? owner,
        Func<CancellationToken, Task<ValueList<Resource>>> query,
        CancellationToken cancellationToken
    ) =>
        LogProgressAsync(
            owner,
            CallAsync(
                method,
                CallKind.Query,
                (Query: query, Owner: owner),
                static (state, token) => state.Query(token),
                static (resources, state) => FindProblem(resources, state.Owner),
                endLate: null,
                cancellationToken
            )
        );

    /// <inheritdoc/>
    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        CallAsync(
            method,
            CallKind.Query,
            query,
            static (query, token) => query(token),
            static (result, _) => FindNull(result),
            endLate: null,
            cancellationToken
        );

    /// <inheritdoc/>
    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken) =>
        CallAsync(
            method,
            CallKind.Change,
            (Name, Method: method, Change: change),
            static async (state, token) =>
            {
                await (state.Change(token) ?? throw Violation(state.Name, state.Method, NoTask));
                return true;
            },
            static (_, _) => null,
            endLate: null,
            cancellationToken
        );

    /// <inheritdoc/>
    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        CallAsync(
            method,
            CallKind.Change,
            change,
            static (change, token) => change(token),
            static (result, _) => FindNull(result),
            endLate: null,
            cancellationToken
        );

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    public override T Query<T>(string method, Func<T> query)
    {
        try
        {
            T result = query();
            return FindNull(result) is { } fault ? throw Violation(Name, method, fault) : result;
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(Name, method, exception);
        }
    }

    /// <summary>Makes one call. States are passed instead of captured: most calls then allocate only their task.</summary>
    /// <param name="call">Calls the provider; null instead of a task is a violation.</param>
    /// <param name="findFault">Returns what is wrong with the response; null if it can be used.</param>
    /// <param name="endLate">Releases a response that no caller waits for any more; null for none.</param>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    [SuppressMessage("Reliability", "CA2025", Justification = "A call that no caller waits for may use a token of a disposed source.")]
    private async Task<T> CallAsync<TState, T>(
        string method,
        CallKind kind,
        TState state,
        Func<TState, CancellationToken, Task<T>?> call,
        Func<T, TState, string?> findFault,
        Func<T, ValueTask>? endLate,
        CancellationToken cancellationToken
    )
    {
        using TelemetryScope? work = Start(method);
        using QueryDeadline? deadline = kind == CallKind.Query ? QueryDeadline.Start(QueryTimeout, Clock, cancellationToken) : null;
        CancellationToken token = deadline?.Token ?? cancellationToken;
        Task<T>? task = null;
        try
        {
            task = call(state, token) ?? throw Violation(Name, method, NoTask);
            T result = await (kind == CallKind.Change ? task : task.OrCancelled(token));
            if (findFault(result, state) is { } fault)
            {
                throw Violation(Name, method, fault);
            }

            work?.Succeed();
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (task is not null && (endLate is not null || !task.IsCompleted))
            {
                _ = EndLateAsync(task, endLate);
            }

            throw;
        }
        catch (OperationCanceledException exception)
        {
            throw deadline is { IsLate: true }
                ? Unresponsive(Name, method, QueryTimeout, exception)
                : UnexpectedCancellation(Name, method, exception, isChange: kind == CallKind.Change);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(Name, method, exception);
        }
    }

    private static string? FindNull<T>(T result) =>
        result is null && !typeof(T).IsValueType ? "it returned null instead of a result" : null;

    [SuppressMessage("Design", "CA1031", Justification = "No caller waits for it any more.")]
    private static async Task EndLateAsync<T>(Task<T> call, Func<T, ValueTask>? end)
    {
        try
        {
            T result = await call;

            if (end is not null)
            {
                await end.Invoke(result);
            }
        }
        catch (Exception)
        {
            // No caller is left to notify.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    private IAsyncEnumerator<StepOutcome> StartApply(ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            return (
                Inner.ApplyAsync(requests, cancellationToken)
                ?? throw Violation(Name, nameof(ApplyAsync), "it gave null instead of a stream")
            ).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(Name, nameof(ApplyAsync), exception);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<StepOutcome> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            return await outcomes.MoveNextAsync();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw UnexpectedCancellation(Name, nameof(ApplyAsync), exception, isChange: true);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(Name, nameof(ApplyAsync), exception);
        }
    }

    private Task<ValueList<Resource>> LogProgressAsync(Owner? owner, Task<ValueList<Resource>> list) =>
        FindWaveLogger()?.LogProgressAsync(owner, list) ?? list;

    /// <summary>Returns null, and allocates nothing, if the provider's logger is not enabled for warnings.</summary>
    private WaveLogger? FindWaveLogger()
    {
        if (Inner.Logger is not { } logger || !logger.IsEnabled(LogLevel.Warning))
        {
            return null;
        }

        return _waves ?? Interlocked.CompareExchange(ref _waves, new WaveLogger(logger, Clock), null) ?? _waves;
    }

    private TelemetryScope? Start(string method) =>
        Instruments.ProviderCalls.Enabled
            ? TelemetryScope.Start(
                Clock,
                activity: null,
                Instruments.ProviderCalls,
                Instruments.Tag("provider", Name),
                Instruments.Tag("call", GetTelemetryName(method))
            )
            : null;

    /// <summary>Returns the name of a call in telemetry: kebab case, without <c>Async</c>.</summary>
    private static string GetTelemetryName(string method)
    {
        const string Ending = "Async";
        string name = method.EndsWith(Ending, StringComparison.Ordinal) ? method[..^Ending.Length] : method;
        return string.Concat(
            name.Select(
                static (letter, index) =>
                    char.IsAsciiLetterUpper(letter) ? $"{(index > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : letter.ToString()
            )
        );
    }
}

/// <summary>Timeout of one query, linked to the token of its caller.</summary>
internal sealed class QueryDeadline : IDisposable
{
    private readonly CancellationTokenSource _timeoutSource;
    private readonly CancellationTokenSource _linkedSource;

    private QueryDeadline(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        _timeoutSource = new CancellationTokenSource(timeout, clock);
        _linkedSource = CancellationTokenSource.CreateLinkedTokenSource(_timeoutSource.Token, cancellationToken);
    }

    public CancellationToken Token => _linkedSource.Token;

    public bool IsLate => _timeoutSource.IsCancellationRequested;

    /// <summary>Returns null if the timeout is infinite.</summary>
    public static QueryDeadline? Start(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken) =>
        timeout == Timeout.InfiniteTimeSpan ? null : new QueryDeadline(timeout, clock, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _linkedSource.Dispose();
        _timeoutSource.Dispose();
    }
}
