namespace Scalewright.Topologies;

/// <summary>What stands at a place of a <see cref="NamePattern"/>.</summary>
internal enum NamePlace
{
    /// <summary>The bytes as they are.</summary>
    Literal,

    /// <summary>Host name of the node.</summary>
    Node,

    /// <summary>Number of the container on its node, from 1.</summary>
    Number,

    /// <summary>Index of the container in its group, from 0.</summary>
    Index,

    /// <summary>Unit, from 1.</summary>
    Unit,
}
