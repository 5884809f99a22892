namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Reads <c>vagrant status --machine-readable</c>: lines of time, VM, kind and data (Vagrant's documentation, Machine Readable Output).</summary>
internal static class StatusReader
{
    /// <summary>The state of each VM, in Vagrant's word, such as <c>running</c>, <c>poweroff</c>, <c>not_created</c>.</summary>
    public static ValueMap<string> Read(string text)
    {
        Dictionary<string, string> states = new(StringComparer.Ordinal);
        foreach (string[] parts in LinesOf(text))
        {
            if (parts is [_, { Length: > 0 } machine, "state", { Length: > 0 } state])
            {
                states[machine] = state;
            }
        }

        return states.ToValueMap();
    }

    /// <summary>Why a command failed; null when it does not say.</summary>
    public static string? ReadFailure(string text) => LinesOf(text).Select(parts => parts is [_, _, "error-exit", _, var said] ? said : null).LastOrDefault(said => said is not null)?
        .Replace("%!(VAGRANT_COMMA)", ",", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<string[]> LinesOf(string text) => text.Split('\n').Select(line => line.TrimEnd('\r').Split(','));
}
