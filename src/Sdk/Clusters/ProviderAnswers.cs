using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Holds a provider to its contract: what it answers against it is told with its name and the call.</summary>
internal static class ProviderAnswers
{
    /// <exception cref="ProviderException">The provider takes no orders.</exception>
    public static void CheckOrdersMax(IProvider provider)
    {
        int ordersMax = provider.OrdersMax;
        if (ordersMax < 1)
        {
            throw Wrong(provider.Name, nameof(provider.OrdersMax), $"it is {ordersMax}, so that no step can be ordered");
        }
    }

    /// <exception cref="ProviderException">The answer is no list, or one with holes.</exception>
    public static async Task<ValueList<T>> ListAsync<T>(string provider, string call, Task<ValueList<T>>? answer)
        where T : class
    {
        ValueList<T> list = await (answer ?? throw Wrong(provider, call, "it gave null instead of a task"))
            ?? throw Wrong(provider, call, "it gave null instead of a list");
        foreach (T item in list)
        {
            if (item is null)
            {
                throw Wrong(provider, call, "its list has null in it");
            }
        }

        return list;
    }

    /// <exception cref="ProviderException">There is no stream.</exception>
    public static IAsyncEnumerable<StepOutcome> Stream(string provider, IAsyncEnumerable<StepOutcome>? outcomes) =>
        outcomes ?? throw Wrong(provider, nameof(IProvider.ApplyAsync), "it gave null instead of a stream");

    /// <exception cref="ProviderException">It is no outcome of a step.</exception>
    public static void Check(string provider, StepOutcome? outcome)
    {
        if (outcome?.Token is null)
        {
            throw Wrong(provider, nameof(IProvider.ApplyAsync), outcome is null ? "it gave null instead of an outcome" : "it gave an outcome without a token");
        }
    }

    /// <exception cref="ProviderException">The outcome cannot be one of this order.</exception>
    public static void Check(string provider, StepOrder order, StepOutcome outcome)
    {
        string? found = outcome switch
        {
            { Result: StepResult.Done, Resource: null } when order.Step is CreateNode => $"'{order.Step}' is done and there is no Resource, so that nobody can find the node",
            { Result: StepResult.Failed, Problem: null } => $"'{order.Step}' failed and there is no Problem that says why",
            { Result: StepResult.Done or StepResult.Failed or StepResult.Unknown } => null,
            _ => $"'{order.Step}' ended as {outcome.Result}, which is no StepResult",
        };
        if (found is not null)
        {
            throw Wrong(provider, nameof(IProvider.ApplyAsync), found);
        }
    }

    /// <exception cref="ProviderException">There is no connection, or the provider threw what its contract does not have.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is told as the provider's, with its cause.")]
    public static async Task<INodeConnection> ConnectAsync(IProvider provider, Resource node, CancellationToken cancellationToken)
    {
        try
        {
            return await (provider.ConnectAsync(node, cancellationToken) ?? throw Wrong(provider.Name, nameof(provider.ConnectAsync), "it gave null instead of a task"))
                ?? throw Wrong(provider.Name, nameof(provider.ConnectAsync), "it gave null instead of a connection");
        }
        catch (Exception exception) when (IsForeign(exception))
        {
            throw Foreign(provider.Name, nameof(provider.ConnectAsync), exception);
        }
    }

    /// <exception cref="ProviderException">The connection gave nothing, or threw what its contract does not have.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "What the contract does not have is told as the provider's, with its cause.")]
    public static async Task<CommandResult> RunAsync(string provider, INodeConnection connection, CommandRequest request, CancellationToken cancellationToken)
    {
        const string Call = $"{nameof(INodeConnection)}.{nameof(INodeConnection.RunAsync)}";
        try
        {
            return await (connection.RunAsync(request, cancellationToken) ?? throw Wrong(provider, Call, "it gave null instead of a task"))
                ?? throw Wrong(provider, Call, "it gave null instead of a result");
        }
        catch (Exception exception) when (IsForeign(exception) && exception is not ArgumentException)
        {
            throw Foreign(provider, Call, exception);
        }
    }

    /// <summary>True for what no contract has. Exceptions of a kind of their own under <see cref="InvalidOperationException"/> say that a place was used wrongly, and are the caller's.</summary>
    private static bool IsForeign(Exception exception) => exception is not (ScalewrightException or OperationCanceledException)
        && (exception is not InvalidOperationException || exception.GetType() == typeof(InvalidOperationException));

    private static ProviderException Foreign(string provider, string call, Exception cause) =>
        Wrong(provider, call, $"it threw {cause.GetType().Name}: {Printable.Escape(cause.Message)}", cause);

    private static ProviderException Wrong(string provider, string call, string found, Exception? cause = null) =>
        new(provider, [new Problem(ProblemCode.ProviderNonsense, found, "mend the provider; IProvider tells what it has to answer") { Field = call }], cause);
}
