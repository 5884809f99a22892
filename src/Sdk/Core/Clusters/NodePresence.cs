using Scalewright.Providers;

namespace Scalewright.Clusters;

internal sealed class NodePresence(IProvider provider, TimeSpan timeout)
{
    /// <summary>
    /// Returns true if the provider no longer lists the node; false also if the provider does not respond.
    /// </summary>
    public async Task<bool> IsGoneAsync(Resource node, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(timeout, provider.Clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return (await provider.ObserveAsync(node.Tag.Owner, either.Token)).All(
                found => found.Tag.Token != node.Tag.Token || found.State == ResourceState.Deleting);
        }
        catch (ProviderException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
