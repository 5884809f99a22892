namespace Scalewright.Providers.Local;

/// <summary>In which direction nothing passes the link of a node. What is lost is lost silently, as behind a pulled cable.</summary>
[Flags]
public enum LinkCut
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>Nothing comes to the node.</summary>
    ToNode = 1,

    /// <summary>Nothing comes from the node.</summary>
    FromNode = 2,

    /// <summary>Nothing passes.</summary>
    Both = ToNode | FromNode,
}
