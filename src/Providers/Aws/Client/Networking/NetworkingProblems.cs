namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Problems of name resolution and of connections to all addresses of a host.</summary>
internal static class NetworkingProblems
{
    public static Problem Unknown(string name) =>
        new(
            ProblemCode.UnknownHost,
            $"there is no host '{TextEscaping.Escape(name)}'",
            "see how the name is spelt, and in which domains it is searched"
        );

    public static Problem NoAddress(string name) =>
        new(
            ProblemCode.NoAddress,
            $"the name '{TextEscaping.Escape(name)}' exists but has no address",
            "give it an A or AAAA record, or use an address"
        );

    public static Problem AliasLoop(IEnumerable<string> path, bool isCircle) =>
        new(
            ProblemCode.HostAliasLoop,
            $"the {(isCircle ? "aliases form a loop" : "alias chain is too long")}: "
                + $"{string.Join(" → ", path.Select(TextEscaping.Escape))}",
            "fix the CNAME records"
        );

    public static Problem NameLate(string name, TimeSpan deadline) =>
        new(
            ProblemCode.TimedOut,
            $"no name server answered within {deadline} for '{TextEscaping.Escape(name)}'",
            "check that the name server can be reached, or use an address"
        );

    public static Problem NoNameServer(string name, string reason) =>
        new(
            ProblemCode.ConnectionLost,
            $"no name server could be queried for '{TextEscaping.Escape(name)}': {TextEscaping.Escape(reason)}",
            "check that the name server can be reached, or use an address"
        );

    public static Problem AllAddressesFailed(IEnumerable<string> reasons) =>
        new(ProblemCode.ConnectionLost, $"no address answers: {string.Join("; ", reasons)}", "check that the host runs and can be reached");
}
