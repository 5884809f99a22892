namespace Scalewright.Agents;

/// <summary>The exception that is thrown when a node is unreachable or fails to execute a request.</summary>
public sealed class AgentException : ScalewrightException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="problem">Problem that occurred.</param>
    /// <param name="inner">Exception that caused it, or null.</param>
    public AgentException(string node, Problem problem, Exception? inner = null)
        : base($"Node '{node}'", [problem], inner) => Node = node;

    /// <summary>Name of the node.</summary>
    public string Node { get; }

    /// <summary>Code of the problem.</summary>
    public ProblemCode Code => Problems[0].Code;

    /// <summary>True if the outcome of the call is unknown: query the node before a retry. Default false.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>
    /// True if the node could not be reached for a reason that may pass, so that a retry may succeed. Most lost
    /// connections and timeouts are false: for these, check <see cref="Code"/>. Default false.
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>Error of the program on the node. Null if none was reported.</summary>
    public RemoteError? RemoteError { get; init; }

    /// <summary>Last log lines of an exited agent, unmodified, if the provider shows them. Default empty.</summary>
    public ValueList<string> LogTail { get; init; } = [];
}
