using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <summary>Container or network on its engine.</summary>
public abstract class EngineItem
{
    private protected EngineItem(NodeEngine engine, StoredResourceTag? tag) => (Engine, Tag) = (engine, tag);

    internal NodeEngine Engine { get; }

    /// <summary>Null if the item has no valid ownership tag.</summary>
    internal StoredResourceTag? Tag { get; }

    internal abstract Resource? ToResource();
}
