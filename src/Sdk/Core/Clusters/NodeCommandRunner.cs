using Scalewright.Agents;
using Scalewright.Providers;
using static Scalewright.Clusters.ProviderResponses;

namespace Scalewright.Clusters;

/// <summary>Runs commands over the connections of a provider, whose results are untrusted.</summary>
internal static class NodeCommandRunner
{
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
