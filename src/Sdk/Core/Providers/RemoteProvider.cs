using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Providers.Logs;
using Scalewright.Topologies;

namespace Scalewright.Providers;

/// <summary>
/// Base class of providers that call a backend. Converts exceptions to outcomes and problems, limits concurrency, sorts
/// lists, and logs calls and unexpected exceptions. Derived classes can be called
/// concurrently.
/// </summary>
public abstract class RemoteProvider : IProvider
{
    private readonly RemoteProviderSettings _settings;
    private readonly ConcurrentStack<object> _owned = new();

    /// <summary>Creates the provider. Sends no request.</summary>
    /// <param name="settings">Name, clock and limits.</param>
    /// <exception cref="ArgumentException">A setting is invalid. The message lists all problems.</exception>
    protected RemoteProvider(RemoteProviderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        _settings = settings;
        Random = settings.Random ?? new SystemRandom();
        Logger = settings.Logger ?? NullLogger.Instance;
    }

    /// <inheritdoc/>
    public string Name => _settings.Name;

    /// <inheritdoc/>
    public TimeProvider Clock => _settings.Clock;

    /// <inheritdoc/>
    public Random Random { get; }

    /// <inheritdoc/>
    public int MaxBatchSize => _settings.MaxBatchSize;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => _settings.ConsistencyWindow;

    /// <summary>Logger of the settings.</summary>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public virtual Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return QueryAsync(() => CheckTopologyAsync(topology, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        QueryAsync(async () => Resource.SelectOwned(owner, await ListResourcesAsync(owner, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return RunWaveAsync(requests, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        try
        {
            return await OpenConnectionAsync(node, cancellationToken);
        }
        catch (Exception failure) when (!IsCanceled(failure, cancellationToken))
        {
            BackendFailure? specific = Interpret(failure, name);
            if (specific is null && failure is AgentException)
            {
                throw;
            }

            BackendFailure meaning = Report(failure, specific ?? FailureTable.Read(failure, name, BackendCallKind.Connection));
            throw new AgentException(name, meaning.Problem, failure) { IsTransient = meaning.IsTransient };
        }
    }

    /// <summary>
    /// Disposes the objects that the provider owns, in reverse order. Resources in the backend remain.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? owned))
        {
            if (owned is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
            else
            {
                (owned as IDisposable)?.Dispose();
            }
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Returns all reasons why a topology cannot work in the backend. Default: none, after a list for an owner without
    /// resources, which fails for a wrong address or wrong credentials.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    protected virtual async Task<ValueList<Problem>> CheckTopologyAsync(Topology topology, CancellationToken cancellationToken)
    {
        await ListResourcesAsync(new Owner(default, "none"), cancellationToken);
        return [];
    }

    /// <summary>Lists resources. Changes nothing.</summary>
    /// <param name="owner">Owner of the resources; null for all owners.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Resources in any order. Null entries and resources of other owners are ignored.</returns>
    protected abstract Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken);

    /// <summary>Groups the steps of a wave into calls to the backend. Starts nothing.</summary>
    /// <param name="requests">The steps.</param>
    /// <param name="cancellationToken">Requests that a batch starts no further step. Started steps are
    /// completed.</param>
    protected abstract IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken);

    /// <summary>
    /// Runs once before the first batch of a wave, for example to acquire a lock. Default: does nothing. If it fails,
    /// no step is started.
    /// </summary>
    /// <param name="requests">The steps.</param>
    /// <param name="cancellationToken">Requests that no step is started.</param>
    /// <returns>An object that is disposed after the last outcome, or null.</returns>
    protected virtual ValueTask<IAsyncDisposable?> BeginWaveAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        default;

    /// <summary>Opens a connection to a node. Exceptions are converted to <see cref="AgentException"/>.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    protected abstract Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken);

    /// <summary>Returns the meaning of an exception. Default null.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="subject">Affected node; empty for the whole backend.</param>
    /// <returns>The meaning; null for the one of the default table.</returns>
    protected virtual BackendFailure? Interpret(Exception exception, string subject) => null;

    /// <summary>Runs a request with a timeout by <see cref="Clock"/>, and logs it at level Debug.</summary>
    /// <typeparam name="T">Type of the response.</typeparam>
    /// <param name="call">The request in log lines and messages, without secrets, for example
    /// <c>POST /nodes</c>.</param>
    /// <param name="timeout">Timeout of the request.</param>
    /// <param name="request">Sends the request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="TimeoutException">No response arrived in time.</exception>
    protected async Task<T> CallAsync<T>(
        string call,
        TimeSpan timeout,
        Func<CancellationToken, Task<T>> request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        long start = Clock.GetTimestamp();
        using CancellationTokenSource timeoutSource = new(timeout, Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        try
        {
            T response = await request(linkedSource.Token).OrCancelled(linkedSource.Token);
            CallLog.Completed(Logger, call, Clock.GetElapsedTime(start));
            return response;
        }
        catch (OperationCanceledException failure)
            when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            CallLog.Failed(Logger, call, Clock.GetElapsedTime(start), CallLog.GetReason(0, failure));
            throw new TimeoutException($"{call}: no response within {timeout}", failure);
        }
        catch (Exception failure)
        {
            CallLog.Failed(
                Logger,
                call,
                Clock.GetElapsedTime(start),
                IsCanceled(failure, cancellationToken) ? "canceled" : CallLog.GetReason(0, failure)
            );
            throw;
        }
    }

    /// <summary>Disposes an object with the provider.</summary>
    /// <typeparam name="T">Type of the object.</typeparam>
    /// <param name="owned">The object, disposable synchronously or asynchronously.</param>
    /// <returns>The object.</returns>
    protected T Own<T>(T owned)
        where T : notnull
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>Returns the meaning of the failure of a step.</summary>
    private protected BackendFailure ReadStepFailure(Exception failure, string node) =>
        Interpret(failure, node) ?? FailureTable.Read(failure, node, BackendCallKind.Step);

    /// <summary>Logs an unexpected exception. Returns its meaning unchanged.</summary>
    private protected BackendFailure Report(Exception failure, BackendFailure meaning)
    {
        if (meaning.IsUnexpected)
        {
            WaveLog.UnexpectedException(Logger, Name, UriRedactor.WithoutPasswords(failure));
        }

        return meaning;
    }

    private static bool IsCanceled(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>Runs a query and converts its exception.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Token of the query; its cancellation is not converted.</param>
    /// <exception cref="ProviderException">The query failed.</exception>
    protected async Task<T> QueryAsync<T>(Func<Task<T>> query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        try
        {
            return await query();
        }
        catch (Exception failure) when (!IsCanceled(failure, cancellationToken))
        {
            BackendFailure? specific = Interpret(failure, "");
            if (specific is null && failure is ProviderException)
            {
                throw;
            }

            throw ToException(failure, Report(failure, specific ?? FailureTable.Read(failure, "", BackendCallKind.Query)));
        }
    }

    private ProviderException ToException(Exception failure, BackendFailure meaning) =>
        new(Name, [meaning.Problem], failure) { IsTransient = meaning.IsTransient, RetryAfter = meaning.RetryAfter };

    private async IAsyncEnumerable<StepOutcome> RunWaveAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (requests.Count == 0 || cancellationToken.IsCancellationRequested)
        {
            yield break;
        }

        (IAsyncDisposable? wave, ValueList<StepOutcome>? refused) = await BeginAsync(requests, cancellationToken);
        await using (wave)
        {
            IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = refused is null
                ? GroupSteps(requests, cancellationToken).Select(batch => (Func<Task<ValueList<StepOutcome>>>)(() => RunBatchAsync(batch)))
                : [() => Task.FromResult(refused)];
            await foreach (StepOutcome outcome in StepCallRunner.RunAsync(requests, calls, _settings.MaxConcurrency, cancellationToken))
            {
                yield return outcome;
            }
        }
    }

    /// <returns>The object to dispose, and the outcomes of all steps if the wave cannot begin.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "An exception is the outcome of the steps.")]
    private async Task<(IAsyncDisposable? Wave, ValueList<StepOutcome>? Refused)> BeginAsync(
        ValueList<StepRequest> requests,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await BeginWaveAsync(requests, cancellationToken), null);
        }
        catch (Exception failure)
        {
            if (IsCanceled(failure, cancellationToken))
            {
                return (null, []);
            }

            BackendFailure meaning = Report(failure, Interpret(failure, "") ?? FailureTable.Read(failure, "", BackendCallKind.Query));
            if (meaning.EndsWave)
            {
                throw ToException(failure, meaning);
            }

            BackendFailure ofStep = meaning with { IsWithoutEffect = true };
            return (null, [.. requests.Select(ofStep.ToOutcome)]);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception is the outcome of the steps.")]
    private async Task<ValueList<StepOutcome>> RunBatchAsync(StepBatch batch)
    {
        try
        {
            return await batch.ExecuteAsync();
        }
        catch (Exception failure)
        {
            BackendFailure meaning = Report(failure, ReadStepFailure(failure, ""));
            if (meaning.EndsWave)
            {
                throw ToException(failure, meaning);
            }

            return [.. batch.Requests.Select(request => ReadStepFailure(failure, request.Step.Name).ToOutcome(request))];
        }
    }
}
