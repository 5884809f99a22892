namespace Scalewright.Providers.Local;

/// <summary>Directions in which the link of a node silently drops all packets, as with an unplugged cable.</summary>
[Flags]
public enum BlockedDirections
{
    /// <summary>No packets are dropped.</summary>
    None = 0,

    /// <summary>Packets to the node are dropped.</summary>
    ToNode = 1,

    /// <summary>Packets from the node are dropped.</summary>
    FromNode = 2,

    /// <summary>All packets are dropped.</summary>
    Both = ToNode | FromNode,
}
