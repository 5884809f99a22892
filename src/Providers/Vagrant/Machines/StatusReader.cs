namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Reads <c>vagrant status --machine-readable</c>: lines of time, VM, kind and data (Vagrant's documentation, Machine Readable Output).</summary>
internal static class StatusReader
{
    /// <summary>The state of each VM, in Vagrant's word, such as <c>running</c>, <c>poweroff</c>, <c>not_created</c>.</summary>
    public static ValueMap<string> Read(string text)
    {
        Dictionary<string, string> states = new(StringComparer.Ordinal);
        foreach (string[] parts in text.Split('\n').Select(line => line.TrimEnd('\r').Split(',')))
        {
            if (parts is [_, { Length: > 0 } machine, "state", { Length: > 0 } state])
            {
                states[machine] = state;
            }
        }

        return states.ToValueMap();
    }
}
