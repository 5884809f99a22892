using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Asks the provider whether a node still exists.</summary>
internal sealed class NodePresence(IProvider provider, TimeSpan timeout)
{
    /// <summary>Returns true when the provider does not list the node any more or is removing it; false also when it does not answer.</summary>
    public async Task<bool> IsGoneAsync(Resource node, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(timeout, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return (await provider.ObserveAsync(node.Tag.Owner, either.Token)).All(found => found.Tag.Token != node.Tag.Token || found.State == ResourceState.Leaving);
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
