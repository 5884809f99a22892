namespace Scalewright.Agents.Wire;

internal static class AgentProblems
{
    private const int FinalLinesMax = 5;
    private const int FinalLineMax = 200;

    public static Problem BadFrame(string found) =>
        new(ProblemCode.InvalidFrame, found,
            "check that an agent of this version answers, and that nothing else writes to its stream");

    public static Problem Lost(string found) =>
        new(ProblemCode.ConnectionLost, found,
            "connect again and check whether the call took effect before you retry it");

    public static Problem Unreachable(string found) =>
        new(ProblemCode.ConnectionLost, found, "see that the node runs and can be reached");

    public static Problem Late(string call, TimeSpan limit) =>
        new(ProblemCode.TimedOut, $"no answer to {call} within {limit.TotalSeconds:0.###} s",
            "check whether it took effect before you retry it, or allow more time");

    public static Problem Ended(string found) => new(ProblemCode.AgentExited, found, "look into its log");

    public static Problem NoAgent(ProcessExit end) => new(
        end.MayPass ? ProblemCode.ConnectionLost : ProblemCode.AgentCallFailed,
        $"the program that was started as the agent ended at once, with {end}",
        "let it be one with ScalewrightAgent in its Main, for the machine's kind of processor, and publish it as one "
        + "file (PublishSingleFile or PublishAot)");

    public static Problem Refused(string found, string advice) => new(ProblemCode.AgentCallFailed, found, advice);

    public static Problem OtherVersion(HandshakeMessage other) => new(
        ProblemCode.AgentMismatch,
        $"the other side speaks protocol {other.Major}.{other.Minor}, this side "
        + $"{HandshakeMessage.OwnMajor}.{HandshakeMessage.OwnMinor}",
        $"install one that speaks {HandshakeMessage.OwnMajor}");

    public static Problem OtherNode(string wanted, string found) => new(
        ProblemCode.AgentMismatch,
        $"the agent of node '{TextEscaping.Escape(found)}' answers where '{TextEscaping.Escape(wanted)}' is expected",
        "see which machine the address leads to");

    public static Problem OtherBoot(string wanted, string found) => new(
        ProblemCode.AgentMismatch,
        $"boot '{TextEscaping.Escape(wanted)}' is meant, and the node is in boot '{TextEscaping.Escape(found)}'",
        "connect again and check the node");

    public static Problem Unproven(string node) => new(
        ProblemCode.AgentMismatch, $"who claims to be '{TextEscaping.Escape(node)}' does not know the node's secret",
        "see which machine the address leads to, or renew the secret");

    public static Problem Fenced(long epoch, long highest) => new(
        ProblemCode.LeaseLost, $"epoch {epoch} was ended by epoch {highest}",
        "stop; the new holder acts for this node now");

    /// <summary>Adds the last lines of an agent's output to a problem, because the node may soon be deleted.</summary>
    /// <param name="output">Last lines of output, newest last.</param>
    public static Problem WithOutput(Problem problem, IEnumerable<string> output)
    {
        // Lines that start with "at" belong to the stack trace of an exception.
        string[] lines = [.. output
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal))
            .TakeLast(FinalLinesMax)
            .Select(line => TextEscaping.Escape(line.Length > FinalLineMax ? line[..FinalLineMax] + "…" : line))];
        return lines.Length == 0
            ? problem
            : problem with { Message = $"{problem.Message}; its final output: {string.Join(" | ", lines)}" };
    }

    /// <summary>Converts a fault message. An unknown code becomes <see cref="ProblemCode.AgentCallFailed"/>.</summary>
    public static Problem Of(FaultMessage fault)
    {
        ProblemCode[] codes = [ProblemCode.InvalidFrame, ProblemCode.ConnectionLost, ProblemCode.TimedOut,
            ProblemCode.AgentMismatch, ProblemCode.LeaseLost, ProblemCode.AgentExited];
        ProblemCode code = codes.FirstOrDefault(known => known.Id == fault.Code) ?? ProblemCode.AgentCallFailed;
        string found =
            fault.Found.Length == 0 ? "the agent refused without a reason" : TextEscaping.Escape(fault.Found);
        string advice = fault.Advice.Length == 0 ? "look into the agent's log" : TextEscaping.Escape(fault.Advice);
        Problem problem = new(code, found, advice);
        return WithOutput(problem, fault.Lines ?? []);
    }

    public static Problem Of(Exception reason) => reason switch
    {
        LinkLostException { InnerException: { } inner } => Of(inner),
        FaultException { Fault.Code: "" } => Lost(reason.Message),
        FaultException fault => Of(fault.Fault),
        FrameException => BadFrame(reason.Message),
        AgentException refused => refused.Problems[0],
        _ => Lost(TextEscaping.Escape(reason.Message)),
    };
}

/// <summary>The exception that is thrown when the other side ends a call or the connection with a reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class FaultException(FaultMessage fault) : Exception(fault.Found)
{
    public FaultMessage Fault => fault;

    public static FaultException From(Problem problem) => new(FaultMessage.From(problem));
}
