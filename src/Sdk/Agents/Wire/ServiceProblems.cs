namespace Scalewright.Agents.Wire;

internal static class ServiceProblems
{
    public static Problem NoService(RequestHeader head, IEnumerable<string> services) =>
        AgentProblems.Rejected(
            "the agent has no "
                + $"'{TextEscaping.Escape(head.Service)}{(head.Method.Length > 0 ? "." : "")}"
                + $"{TextEscaping.Escape(head.Method)}'",
            $"install an agent that has it; this one has {Listed(services)}"
        );

    public static Problem NoMethod(string service, string method, IEnumerable<string> methods) =>
        AgentProblems.Rejected(
            $"the service '{service}' has no '{TextEscaping.Escape(method)}'",
            $"call one that it has: {Listed(methods)}"
        );

    public static Problem OtherItems(RequestHeader head, bool takesItems) =>
        takesItems
            ? AgentProblems.Rejected($"'{head.Service}.{head.Method}' requires a stream argument", "call it through its service interface")
            : AgentProblems.Rejected(
                $"'{head.Service}.{head.Method}' does not accept a stream argument",
                "call it through its service interface"
            );

    public static Problem OtherDigest(string service, string theirs, string ours) =>
        new(
            ProblemCode.AgentMismatch,
            $"the service '{service}' has digest {ours} on the agent and {TextEscaping.Escape(theirs)} on the caller",
            "build both from the same interface, and install that agent"
        );

    public static Problem Failed(string method, Exception failure) =>
        AgentProblems.Rejected(
            $"'{method}' failed with {failure.GetType().FullName}: {failure.Message}",
            "see RemoteError for the stack trace"
        );

    public static Problem LongResult(RequestHeader head, int maxBytes) =>
        AgentProblems.Rejected(
            $"the result of '{head.Service}.{head.Method}' is longer than {maxBytes} bytes",
            "return it as a stream or in a file"
        );

    public static Problem Ended(string method) =>
        AgentProblems.Rejected($"'{method}' was canceled before it completed", "check its effects before you retry it");

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
