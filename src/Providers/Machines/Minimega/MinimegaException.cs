namespace Scalewright.Providers.Minimega;

/// <summary>A call to minimega failed: at the hosts (<see cref="Errors"/>), or on the way to them.</summary>
public sealed class MinimegaException : ProviderException
{
    internal MinimegaException(Problem problem, Exception? inner = null)
        : base(MinimegaProblems.Provider, [problem], inner)
    {
    }

    internal MinimegaException(string command, ValueList<MinimegaEntry> entries)
        : base(MinimegaProblems.Provider, Failed(entries).Select(entry => MinimegaProblems.Refused(command, entry)).ToValueList())
    {
        Entries = entries;
        Errors = Failed(entries).Select(entry => new MinimegaError(entry.Host, entry.Error)).ToValueList();
    }

    /// <summary>One for each host that answered with an error, in the order of the answer; empty when the call itself failed.</summary>
    public ValueList<MinimegaError> Errors { get; } = [];

    /// <summary>The whole answer, with what the other hosts and lines gave; empty when there was none.</summary>
    public ValueList<MinimegaEntry> Entries { get; } = [];

    private static IEnumerable<MinimegaEntry> Failed(IEnumerable<MinimegaEntry> entries) => entries.Where(entry => entry.Error.Length > 0);
}
