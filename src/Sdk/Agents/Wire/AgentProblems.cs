namespace Scalewright.Agents.Wire;

internal static class AgentProblems
{
    public static Problem BadFrame(string found) =>
        new(
            ProblemCode.InvalidFrame,
            found,
            "check that the other side is an agent of this version and that nothing else writes to its stream"
        );

    public static Problem Lost(string found) =>
        new(ProblemCode.ConnectionLost, found, "connect again and check whether the call took effect before you retry it");

    public static Problem Unreachable(string found) =>
        new(ProblemCode.ConnectionLost, found, "check that the node is running and reachable");

    public static Problem Late(string call, TimeSpan limit) =>
        new(
            ProblemCode.TimedOut,
            string.Create(CultureInfo.InvariantCulture, $"no response to {call} within {limit.TotalSeconds:0.###} s"),
            "check whether it took effect before you retry it with a longer timeout"
        );

    public static Problem Ended(string found) => new(ProblemCode.AgentExited, found, "check the log of the agent");

    public static Problem NoAgent(ProcessExit end) =>
        new(
            end.IsTransient ? ProblemCode.ConnectionLost : ProblemCode.AgentCallFailed,
            $"the program that was started as the agent exited immediately with {end}",
            "use a program that calls ScalewrightAgent in its Main, built for the machine's processor architecture and "
                + "published as a single file (PublishSingleFile or PublishAot)"
        );

    public static Problem Rejected(string found, string advice) => new(ProblemCode.AgentCallFailed, found, advice);

    public static Problem OtherVersion(HandshakeMessage peer) =>
        new(
            ProblemCode.AgentMismatch,
            $"the other side uses protocol version {peer.Major}.{peer.Minor}, this side "
                + $"{HandshakeMessage.OwnMajor}.{HandshakeMessage.OwnMinor}",
            $"install an agent with protocol version {HandshakeMessage.OwnMajor}"
        );

    public static Problem OtherNode(string expected, string found) =>
        new(
            ProblemCode.AgentMismatch,
            $"the agent of node '{TextEscaping.Escape(found)}' responded; expected node '{TextEscaping.Escape(expected)}'",
            "see which machine the address leads to"
        );

    public static Problem OtherBoot(string expected, string found) =>
        new(
            ProblemCode.AgentMismatch,
            $"boot ID '{TextEscaping.Escape(expected)}' is expected, but the boot ID of the node is '{TextEscaping.Escape(found)}'",
            "connect again and check the node"
        );

    public static Problem Unproven(string node) =>
        new(
            ProblemCode.AgentMismatch,
            $"the agent or controller of '{TextEscaping.Escape(node)}' did not prove that it has the node's secret",
            "see which machine the address leads to; renew the secret only if it is the right one"
        );

    public static Problem Fenced(long epoch, long highest) =>
        new(
            ProblemCode.LeaseLost,
            $"epoch {epoch} was superseded by epoch {highest}",
            "stop this controller; the new lease holder controls the node"
        );

    /// <summary>Converts a fault message. An unknown code becomes <see cref="ProblemCode.AgentCallFailed"/>.</summary>
    public static Problem From(FaultMessage fault)
    {
        ProblemCode[] codes =
        [
            ProblemCode.InvalidFrame,
            ProblemCode.ConnectionLost,
            ProblemCode.TimedOut,
            ProblemCode.AgentMismatch,
            ProblemCode.LeaseLost,
            ProblemCode.AgentExited,
        ];
        ProblemCode code = codes.FirstOrDefault(candidate => candidate.Id == fault.Code) ?? ProblemCode.AgentCallFailed;
        string found = fault.Found.Length == 0 ? "the agent refused without a reason" : TextEscaping.Escape(fault.Found);
        string advice = fault.Advice.Length == 0 ? "look into the agent's log" : TextEscaping.Escape(fault.Advice);
        Problem problem = new(code, found, advice);
        return AgentException.AppendOutput(problem, fault.Lines ?? []);
    }

    public static Problem From(Exception reason) =>
        reason switch
        {
            LinkLostException { InnerException: { } inner } => From(inner),
            FaultException { Fault.Code: "" } => Lost(reason.Message),
            FaultException fault => From(fault.Fault),
            FrameException => BadFrame(reason.Message),
            AgentException rejected => rejected.Problems[0],
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
