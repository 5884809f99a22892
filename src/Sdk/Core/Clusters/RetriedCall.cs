namespace Scalewright.Clusters;

/// <summary>Kinds of calls, each with its own rule for what is repeated.</summary>
internal enum RetriedCall
{
    /// <summary>Orders to a provider: until it left nothing that may be repeated.</summary>
    Round,

    /// <summary>Asks a provider something that changes nothing.</summary>
    Question,

    /// <summary>Calls a node, and may have its effect twice.</summary>
    Repeatable,

    /// <summary>Calls a node, and must have its effect once.</summary>
    Effectful,
}
