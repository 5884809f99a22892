namespace Scalewright.Agents.Dialing;

internal static class DialProblems
{
    public static Problem Unknown(string name) =>
        new(ProblemCode.UnknownHost, $"there is no host '{Printable.Escape(name)}'", "see how the name is spelt, and in which domains it is looked for");

    public static Problem NoAddress(string name) =>
        new(ProblemCode.NoAddress, $"the name '{Printable.Escape(name)}' is known and has no address", "give it an A or AAAA record, or use an address");

    public static Problem AliasLoop(IEnumerable<string> path, bool isCircle) => new(
        ProblemCode.AliasLoop,
        $"the aliases {(isCircle ? "lead in a circle" : "do not end")}: {string.Join(" → ", path.Select(Printable.Escape))}",
        "mend the CNAME records");

    public static Problem NameLate(string name, TimeSpan deadline) =>
        new(ProblemCode.DeadlinePassed, $"nobody said within {deadline} where '{Printable.Escape(name)}' is", "see that the name server can be reached, or use an address");

    public static Problem NobodyToAsk(string name, string reason) =>
        new(ProblemCode.ConnectionLost, $"nobody could be asked where '{Printable.Escape(name)}' is: {Printable.Escape(reason)}", "see that the name server can be reached, or use an address");

    public static Problem AllDead(IEnumerable<string> reasons) =>
        new(ProblemCode.ConnectionLost, $"no address answers: {string.Join("; ", reasons)}", "see that the host runs and can be reached");
}
