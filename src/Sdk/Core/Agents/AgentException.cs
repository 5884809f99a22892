namespace Scalewright.Agents;

/// <summary>The exception that is thrown when a node is unreachable or fails to execute a request.</summary>
public sealed class AgentException : ScalewrightException
{
    private const int MaxFinalLines = 5;
    private const int MaxFinalLine = 200;

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

    /// <summary>True if the outcome of the call is unknown. Check the node before a retry. Default false.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>
    /// True if the node was unreachable for a temporary reason, so that a retry may succeed. False for most lost
    /// connections and timeouts; check <see cref="Code"/> for these. Default false.
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>Error of the program on the node. Null if none was reported.</summary>
    public RemoteError? RemoteError { get; init; }

    /// <summary>Last log lines of an exited agent, unmodified. Empty, the default, if not available.</summary>
    public ValueList<string> LogTail { get; init; } = [];

    /// <summary>Adds the last lines of an agent's output to a problem, because the node may soon be deleted.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="output">Last lines of output, newest last.</param>
    public static Problem AppendOutput(Problem problem, IEnumerable<string> output)
    {
        ArgumentNullException.ThrowIfNull(problem);

        // Lines that start with "at" belong to the stack trace of an exception.
        string[] lines =
        [
            .. output
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal))
                .TakeLast(MaxFinalLines)
                .Select(line => TextEscaping.Escape(line.Length > MaxFinalLine ? line[..MaxFinalLine] + "…" : line)),
        ];
        return lines.Length == 0 ? problem : problem with { Message = $"{problem.Message}; its final output: {string.Join(" | ", lines)}" };
    }
}
