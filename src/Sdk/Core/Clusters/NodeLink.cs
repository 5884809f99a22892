using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Connection to one node; connects on demand. Calls fail when the node is removed.</summary>
internal sealed class NodeLink(
    string name,
    GuardedProvider provider,
    Retry retry,
    ClusterEvents events,
    AgentSupervisor supervision,
    NodePresence presence
) : IAsyncDisposable
{
    // Exit codes of a shell: 128 plus the number of SIGKILL or SIGTERM.
    private const int KilledExitCode = 137;
    private const int TerminatedExitCode = 143;

    private readonly AsyncGate _gate = new();
    private readonly Lock _bootGate = new();
    private readonly NodeCalls _calls = new();
    private INodeConnection? _connection;
    private string _resource = "";
    private string _bootId = "";
    private bool _isEndRecorded;

    /// <summary>Calls the node. Retries a call over a new connection if it had no effect or is idempotent.</summary>
    public Task<T> CallAsync<T>(
        Func<Resource> resource,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        bool isIdempotent,
        CancellationToken cancellationToken
    ) =>
        retry.CallAsync(
            token => CallOnceAsync(resource(), call, token),
            isIdempotent ? ClassifyIdempotent : ClassifyOther,
            onRetry: null,
            cancellationToken
        );

    /// <summary>Ends the calls in progress on all resources of this name except the remaining one.</summary>
    /// <param name="token">Token of the remaining resource; null ends all calls.</param>
    public void EndCalls(string? token) => _calls.End(token);

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private static RetryDecision ClassifyIdempotent(Exception failure) => Classify(failure, isIdempotent: true);

    private static RetryDecision ClassifyOther(Exception failure) => Classify(failure, isIdempotent: false);

    private static RetryDecision Classify(Exception failure, bool isIdempotent)
    {
        if (failure is not AgentException lost || (lost.IsOutcomeUnknown && !isIdempotent))
        {
            return default;
        }

        // The supervisor of the agent delays the restart after an exit.
        return lost.Code == ProblemCode.AgentExited
            ? new RetryDecision(CanRetry: true, TimeSpan.Zero)
            : new RetryDecision(lost.Code == ProblemCode.ConnectionLost);
    }

    private async Task<T> CallOnceAsync<T>(
        Resource resource,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        using NodeCall current = _calls.Start(resource.Tag.Token, cancellationToken);
        Exception? cause = null;
        try
        {
            T result = await TryAsync(resource, call, current.Token);
            if (!current.IsEnded && !(IsKilled(result) && await presence.IsGoneAsync(resource, cancellationToken)))
            {
                return result;
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or AgentException && current.IsEnded && !cancellationToken.IsCancellationRequested
            )
        {
            cause = exception;
        }
        catch (AgentException exception) when (typeof(T) == typeof(CommandResult) && IsDoubtful(exception))
        {
            if (!await presence.IsGoneAfterLossAsync(resource, cancellationToken))
            {
                throw;
            }

            cause = exception;
        }

        throw ClusterProblems.RemovedDuringCall(name, cause);
    }

    // On a terminating node, the agent may lose required resources before the connection breaks.
    private static bool IsDoubtful(AgentException failure) =>
        failure.Code == ProblemCode.AgentCallFailed || (failure.IsOutcomeUnknown && failure.Code == ProblemCode.ConnectionLost);

    // The command may have been killed together with its node; the exit code is then not its result.
    private static bool IsKilled<T>(T result) =>
        result is CommandResult { ExitCode: KilledExitCode or TerminatedExitCode, HasTimedOut: false, IsOutOfMemoryKilled: false };

    private async Task<T> TryAsync<T>(
        Resource resource,
        Func<INodeConnection, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        INodeConnection connection = await ConnectAsync(resource, cancellationToken);
        try
        {
            T result = await call(connection, cancellationToken);
            RecordBootId(connection, resource);
            return result;
        }
        catch (AgentException exception) when (exception.Code == ProblemCode.ConnectionLost || exception.Code == ProblemCode.AgentExited)
        {
            await DropAsync(connection, exception);
            throw;
        }
    }

    private async Task<INodeConnection> ConnectAsync(Resource resource, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _gate.EnterAsync(cancellationToken);
        if (_resource != resource.Tag.Token)
        {
            await DisposeAsync();
            supervision.Forget();
            _resource = resource.Tag.Token;
            _bootId = "";
            _isEndRecorded = false;
        }

        INodeConnection connection = _connection ?? await StartAsync(resource, cancellationToken);
        RecordBootId(connection, resource);
        return connection;
    }

    private async Task<INodeConnection> StartAsync(Resource resource, CancellationToken cancellationToken)
    {
        await supervision.WaitAsync(cancellationToken);
        try
        {
            return _connection = await provider.ConnectAsync(resource, cancellationToken);
        }
        catch (AgentException exception) when (exception.Code == ProblemCode.AgentExited)
        {
            RecordEnd(exception);
            throw;
        }
        catch (AgentException exception) when (exception.IsOutcomeUnknown)
        {
            // Only the outcome of connecting is unknown. The call was not sent.
            throw new AgentException(name, exception.Problems[0], exception)
            {
                IsTransient = exception.IsTransient,
                LogTail = exception.LogTail,
                RemoteError = exception.RemoteError,
            };
        }
    }

    // A connection that opened another stream may have reached a new boot of the agent.
    private void RecordBootId(INodeConnection connection, Resource resource)
    {
        string met = connection.BootId;
        bool isRecorded;
        lock (_bootGate)
        {
            if (_resource != resource.Tag.Token || !ReferenceEquals(_connection, connection) || _bootId == met)
            {
                return;
            }

            bool isFirst = _bootId.Length == 0;
            _bootId = met;
            isRecorded = _isEndRecorded;
            _isEndRecorded = false;
            if (isFirst)
            {
                return;
            }
        }

        events.Publish(ClusterEventKind.NodeRestarted, name, $"boot {met} lost the state of the previous boot");
        if (!isRecorded)
        {
            supervision.RecordBoot();
        }
    }

    // A new boot ID after a reported exit does not count as another exit.
    private void RecordEnd(AgentException ended)
    {
        lock (_bootGate)
        {
            _isEndRecorded = true;
        }

        supervision.Record(ended);
    }

    // If one exit fails several calls, only the first of them drops the connection and counts the exit.
    private async ValueTask DropAsync(INodeConnection connection, AgentException failure)
    {
        if (ReferenceEquals(_connection, connection))
        {
            if (failure.Code == ProblemCode.AgentExited)
            {
                RecordEnd(failure);
            }

            await DisposeAsync();
        }
    }
}
