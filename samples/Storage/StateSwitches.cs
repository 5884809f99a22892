namespace StorageSample;

/// <summary>State options as named on a program's command line. Messages of the library name API members.</summary>
/// <param name="AcceptOlderState">Option to continue with less state than there once was.</param>
/// <param name="BreakLock">Option to break a lock.</param>
/// <param name="Anew">Clause that describes a new start after the folder is lost.</param>
internal sealed record StateSwitches(string AcceptOlderState, string BreakLock, string Anew)
{
    // Advice of the library starts with the part without API members; the part after this separator names them.
    private const string Otherwise = ", or ";

    /// <summary>Message of an exception, one line for each problem.</summary>
    public static string Lines(ScalewrightException exception) => Lines(exception, static advice => advice);

    /// <summary>Message of an exception, with advice for the user of the program.</summary>
    public string Explain(ScalewrightException exception) => Lines(exception, Advise);

    private static string Lines(ScalewrightException exception, Func<string, string> advise) => string.Join('\n', exception.Problems
        .Where(problem => problem.Severity == ProblemSeverity.Error)
        .Select(problem => $"{problem with { Advice = advise(problem.Advice) }} [{problem.Code.Id}]"));

    private string Advise(string advice)
    {
        int end = advice.IndexOf(Otherwise, StringComparison.Ordinal);
        string first = end < 0 ? advice : advice[..end];
        return advice switch
        {
            _ when Names("AllowOlderState") => $"{first}, or give {AcceptOlderState} to go on without what is lost",
            _ when Names("ForceUnlockId") => $"{first}, or give {BreakLock} {LockIn(advice)} if that process is gone for good",
            _ when Names("AdoptAsync") => $"{first}, or give {AcceptOlderState} to go on with its last snapshot; if it has none, {Anew}",
            _ when Names("AllowUnlockedState") => first,
            _ when Names("scalewright repair") => $"{advice}; then give {AcceptOlderState}",
            _ => advice,
        };

        bool Names(string word) => advice.Contains(word, StringComparison.Ordinal);
    }

    // ... set ForceUnlockId to '5f0c6a3e9d1b47c2' if ...
    private static string LockIn(string advice) => advice.Split('\'') is [_, { Length: > 0 } id, ..] ? id : "with its lock";
}
