namespace Scalewright.Planning;

/// <summary>Kind of a step's target.</summary>
public enum StepTarget
{
    /// <summary>A network.</summary>
    Network,

    /// <summary>A group of nodes, without its nodes.</summary>
    Group,

    /// <summary>A node.</summary>
    Node,
}
