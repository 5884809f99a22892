using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Providers;
using static Scalewright.Clusters.ProviderContractCheck;

namespace Scalewright.Clusters;

/// <summary>Calls providers, which are untrusted. Contract violations are reported with provider and call.</summary>
internal static class ProviderCalls
{
    /// <summary>
    /// Queries a list. Cancellation takes effect immediately, even if the provider ignores the token.
    /// </summary>
    /// <exception cref="ProviderException">The response is not a list or contains null, or the provider violated its
    /// contract.</exception>
    public static async Task<ValueList<T>> ListAsync<T>(
        string provider,
        string call,
        Func<Task<ValueList<T>>?> ask,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ValueList<T> list = await HeldAsync(provider, call, ask, static _ => ValueTask.CompletedTask, cancellationToken)
            ?? throw Violation(provider, call, "it gave null instead of a list");
        foreach (T item in list)
        {
            if (item is null)
            {
                throw Violation(provider, call, "its list contains null");
            }
        }

        return list;
    }

    /// <summary>Queries the resources of an owner.</summary>
    /// <exception cref="ProviderException">The list is invalid, or the provider violated its contract.</exception>
    public static async Task<ValueList<Resource>> ListAsync(
        string provider,
        string call,
        Owner? owner,
        Func<Task<ValueList<Resource>>?> ask,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> list = await ListAsync(provider, call, ask, cancellationToken);
        CheckResources(provider, call, list);
        foreach (Resource resource in list)
        {
            if (owner is not null && resource.Tag.Owner != owner)
            {
                throw Violation(
                    provider,
                    call,
                    $"it was queried for resources {Whose(owner)}, but lists '{TextEscaping.Escape(resource.Id)}', "
                        + $"which is {Whose(resource.Tag.Owner)}"
                );
            }
        }

        return list;
    }

    /// <summary>Queries a provider. After cancellation, does not wait for the response.</summary>
    /// <exception cref="ProviderException">The response is null, or the provider violated its contract.</exception>
    public static async Task<T> QueryAsync<T>(string provider, string call, Func<Task<T>?> ask, CancellationToken cancellationToken) =>
        CheckResult(provider, call, await HeldAsync(provider, call, ask, static _ => ValueTask.CompletedTask, cancellationToken));

    /// <summary>
    /// Makes a change and waits until it ends, even after cancellation, so that it does not overlap the caller's next
    /// action.
    /// </summary>
    /// <exception cref="ProviderException">The result is null, or the provider violated its contract.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    public static async Task<T> ChangeAsync<T>(string provider, string call, Func<Task<T>?> change, CancellationToken cancellationToken)
    {
        try
        {
            return CheckResult(provider, call, await (change() ?? throw Violation(provider, call, "it returned null instead of a task")));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw UnexpectedCancellation(provider, call, exception, isOrder: true);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(provider, call, exception);
        }
    }

    /// <summary>Queries a provider for data that needs no call to its backend.</summary>
    /// <exception cref="ProviderException">The response is null, or the provider violated its contract.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    public static T Query<T>(string provider, string call, Func<T> query)
    {
        try
        {
            return CheckResult(provider, call, query());
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(provider, call, exception);
        }
    }

    private static T CheckResult<T>(string provider, string call, T result) =>
        result is null && !typeof(T).IsValueType ? throw Violation(provider, call, "it returned null instead of a result") : result;

    /// <exception cref="ProviderException">The provider violated its contract; the outcomes of the other requests are
    /// unknown.</exception>
    public static async IAsyncEnumerable<StepOutcome> StreamAsync(
        IProvider provider,
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using IAsyncEnumerator<StepOutcome> outcomes = Start(provider, requests, cancellationToken);
        while (await NextAsync(provider.Name, outcomes, cancellationToken))
        {
            yield return outcomes.Current;
        }
    }

    /// <summary>Opens a connection to a node. A connection that arrives after cancellation is closed.</summary>
    /// <exception cref="ProviderException">The provider returned no connection or violated its contract.</exception>
    public static async Task<INodeConnection> ConnectAsync(IProvider provider, Resource node, CancellationToken cancellationToken) =>
        await HeldAsync(
            provider.Name,
            nameof(provider.ConnectAsync),
            () => provider.ConnectAsync(node, cancellationToken),
            static late => late?.DisposeAsync() ?? ValueTask.CompletedTask,
            cancellationToken
        ) ?? throw Violation(provider.Name, nameof(provider.ConnectAsync), "it gave null instead of a connection");

    /// <exception cref="ProviderException">The connection returned null, or violated its contract.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    public static async Task<CommandResult> RunAsync(
        string provider,
        string node,
        INodeConnection connection,
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        CommandOutputForwarder? listener = request.OnOutput is { } users ? new CommandOutputForwarder(node, users) : null;
        const string Call = $"{nameof(INodeConnection)}.{nameof(INodeConnection.RunAsync)}";
        try
        {
            CommandResult result = await (
                connection.RunAsync(listener is null ? request : request with { OnOutput = listener.Forward }, cancellationToken)
                ?? throw Violation(provider, Call, "it gave null instead of a task")
            )
                ?? throw Violation(provider, Call, "it gave null instead of a result");
            return result with { Node = node };
        }
        catch (Exception exception) when (IsUnexpected(exception) && exception is not ArgumentException && exception != listener?.Thrown)
        {
            throw Unexpected(provider, Call, exception);
        }
    }

    /// <summary>
    /// Returns true for exceptions that violate a contract. Types derived from InvalidOperationException do not.
    /// </summary>
    private static bool IsUnexpected(Exception exception) =>
        exception is not (ScalewrightException or OperationCanceledException)
        && (exception is not InvalidOperationException || exception.GetType() == typeof(InvalidOperationException));

    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    private static async Task<T> HeldAsync<T>(
        string provider,
        string call,
        Func<Task<T>?> run,
        Func<T, ValueTask> endLate,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await OrCancelledAsync(
                run() ?? throw Violation(provider, call, "it gave null instead of a task"),
                endLate,
                cancellationToken
            );
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw UnexpectedCancellation(provider, call, exception, isOrder: false);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(provider, call, exception);
        }
    }

    private static async Task<T> OrCancelledAsync<T>(Task<T> task, Func<T, ValueTask> endLate, CancellationToken cancellationToken)
    {
        try
        {
            return await task.OrCancelled(cancellationToken);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            _ = EndAsync(task, endLate);
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "No caller waits for it any more.")]
    private static async Task EndAsync<T>(Task<T> late, Func<T, ValueTask> end)
    {
        try
        {
            await end(await late);
        }
        catch (Exception)
        {
            // No caller is left to notify.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    private static IAsyncEnumerator<StepOutcome> Start(
        IProvider provider,
        ValueList<StepRequest> requests,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                provider.ApplyAsync(requests, cancellationToken)
                ?? throw Violation(provider.Name, nameof(provider.ApplyAsync), "it gave null instead of a stream")
            ).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(provider.Name, nameof(provider.ApplyAsync), exception);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is reported as the provider's, with its cause.")]
    private static async ValueTask<bool> NextAsync(
        string provider,
        IAsyncEnumerator<StepOutcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await outcomes.MoveNextAsync();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw UnexpectedCancellation(provider, nameof(IProvider.ApplyAsync), exception, isOrder: true);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Unexpected(provider, nameof(IProvider.ApplyAsync), exception);
        }
    }

    // Some clients report a timeout as a cancellation, which a program would mistake for a cancellation that it
    // requested.
    private static ProviderException UnexpectedCancellation(string provider, string call, OperationCanceledException cause, bool isOrder) =>
        new(
            provider,
            [
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    $"it canceled although no caller requested cancellation: {cause.GetType().Name}: "
                        + $"{TextEscaping.Escape(cause.Message)}",
                    "check whether the provider answers; the provider should throw a ProviderException with IsTransient"
                )
                {
                    Field = call,
                },
            ],
            cause
        )
        {
            IsTransient = !isOrder,
            IsOutcomeUnknown = isOrder,
        };

    private static ProviderException Unexpected(string provider, string call, Exception cause) =>
        Violation(provider, call, $"it threw {cause.GetType().Name}: {TextEscaping.Escape(cause.Message)}", cause);
}

/// <summary>
/// Passes output to the caller: sets the name of the node and records exceptions of the caller's code.
/// </summary>
internal sealed class CommandOutputForwarder(string node, Action<CommandOutput> listener)
{
    /// <summary>Exception of the caller's code; null for none.</summary>
    public Exception? Thrown { get; private set; }

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown on; it is only remembered whose it is.")]
    public void Forward(CommandOutput piece)
    {
        try
        {
            listener(piece with { Node = node });
        }
        catch (Exception exception)
        {
            Thrown = exception;
            throw;
        }
    }
}
