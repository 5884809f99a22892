namespace Scalewright.Agents.Wire;

internal static class ServiceProblems
{
    public static Problem NoService(RequestHeader head, IEnumerable<string> known) => AgentProblems.Refused(
        "the agent has no "
        + $"'{TextEscaping.Escape(head.Service)}{(head.Method.Length > 0 ? "." : "")}"
        + $"{TextEscaping.Escape(head.Method)}'",
        $"install an agent that has it; this one has {Listed(known)}");

    public static Problem NoMethod(string service, string method, IEnumerable<string> known) =>
        AgentProblems.Refused($"the service '{service}' has no '{TextEscaping.Escape(method)}'",
            $"call one that it has: {Listed(known)}");

    public static Problem OtherItems(RequestHeader head, bool takesItems) => takesItems
        ? AgentProblems.Refused(
            $"'{head.Service}.{head.Method}' takes a stream, and was called without one", "call it by its interface")
        : AgentProblems.Refused(
            $"'{head.Service}.{head.Method}' takes no stream, and was called with one", "call it by its interface");

    public static Problem OtherDigest(string service, string theirs, string ours) => new(
        ProblemCode.AgentMismatch,
        $"the service '{service}' is version {ours} at the agent, and {TextEscaping.Escape(theirs)} at its caller",
        "build both from the same interface, and install that agent");

    public static Problem Failed(string method, Exception failure) =>
        AgentProblems.Refused(
            $"'{method}' failed with {failure.GetType().FullName}: {failure.Message}", "see Remote for its stack");

    public static Problem LongResult(RequestHeader head, int bytesMax) =>
        AgentProblems.Refused($"the result of '{head.Service}.{head.Method}' is longer than {bytesMax} bytes",
            "give it as a stream, or as a file");

    public static Problem Ended(string method) => AgentProblems.Refused(
        $"'{method}' was ended before it was done", "check what it has done before you call it again");

    public static Problem NoAgent(string node) => AgentProblems.Refused(
        $"there is no agent on node '{node}' that answers calls", "give the provider an agent to put there");

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
