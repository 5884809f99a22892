using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <param name="provider">Lists the nodes.</param>
/// <param name="timeout">Limit of the query after a command was killed.</param>
internal sealed class NodePresence(GuardedProvider provider, TimeSpan timeout)
{
    /// <summary>
    /// Returns true if the provider no longer lists the node of a killed command; false also if the provider does not
    /// respond.
    /// </summary>
    public Task<bool> IsGoneAsync(Resource node, CancellationToken cancellationToken) => IsGoneAsync(node, timeout, cancellationToken);

    /// <inheritdoc cref="IsGoneAsync(Resource, CancellationToken)"/>
    /// <remarks>A provider may use the link that was lost, so the limit is short.</remarks>
    public Task<bool> IsGoneAfterLossAsync(Resource node, CancellationToken cancellationToken) =>
        IsGoneAsync(node, timeout < FailureQuery.Limit ? timeout : FailureQuery.Limit, cancellationToken);

    private async Task<bool> IsGoneAsync(Resource node, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            ValueList<Resource> observed = await FailureQuery.RunAsync(
                token => provider.ObserveAsync(node.Tag.Owner, token),
                [node],
                limit,
                provider.Clock,
                cancellationToken
            );
            return observed.All(resource => resource.Tag.Token != node.Tag.Token || resource.State == ResourceState.Deleting);
        }
        catch (ProviderException)
        {
            return false;
        }
    }
}
