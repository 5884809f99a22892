namespace Scalewright.Providers;

/// <summary>A place that knows where its nodes are reached.</summary>
public interface IKnowsAddresses
{
    /// <summary>The address or host name of a node, without asking anybody; empty when it is not known, or the node is gone.</summary>
    /// <param name="node">The node's resource.</param>
    string FindAddress(Resource node);
}
