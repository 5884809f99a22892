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
        List<Exception> thrown = [];
        CommandRequest forwarded = request.OnOutput is null ? request : request with { OnOutput = Forward };
        const string Call = $"{nameof(INodeConnection)}.{nameof(INodeConnection.RunAsync)}";
        try
        {
            CommandResult result = await (
                connection.RunAsync(forwarded, cancellationToken) ?? throw Violation(provider, Call, "it gave null instead of a task")
            )
                ?? throw Violation(provider, Call, "it gave null instead of a result");
            return result with { Node = node };
        }
        catch (Exception exception) when (IsUnexpected(exception) && exception is not ArgumentException && !thrown.Contains(exception))
        {
            throw Unexpected(provider, Call, exception);
        }

        void Forward(CommandOutput output)
        {
            try
            {
                request.OnOutput!(output with { Node = node });
            }
            catch (Exception exception)
            {
                thrown.Add(exception);
                throw;
            }
        }
    }
}
