namespace Scalewright.Agents;

/// <summary>A node did not do what it was asked, or cannot be reached.</summary>
public sealed class AgentException : ScalewrightException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="problem">What went wrong.</param>
    /// <param name="inner">What caused it; null when nothing did.</param>
    public AgentException(string node, Problem problem, Exception? inner = null)
        : base($"Node '{node}'", [problem], inner) => Node = node;

    /// <summary>The node's name.</summary>
    public string Node { get; }

    /// <summary>The kind of problem.</summary>
    public ProblemCode Code => Problems[0].Code;

    /// <summary>True when nobody knows whether the call took effect: look before repeating it. Default false.</summary>
    public bool OutcomeIsUnknown { get; init; }

    /// <summary>True when it is the way to the node that failed, and may be better in a while. Default false.</summary>
    public bool MayPass { get; init; }

    /// <summary>The error of the program on the node; null when it told of none.</summary>
    public RemoteError? Remote { get; init; }

    /// <summary>The last lines of the agent's log when it ended and the place shows them, as it wrote them; default none.</summary>
    public ValueList<string> LastLines { get; init; } = [];
}
