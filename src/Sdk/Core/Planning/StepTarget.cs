namespace Scalewright.Planning;

/// <summary>What a step changes.</summary>
public enum StepTarget
{
    /// <summary>A network.</summary>
    Network,

    /// <summary>A group of nodes, without the nodes.</summary>
    Group,

    /// <summary>A node.</summary>
    Node,
}
