using Loopback.Minimega.Machines;

namespace Loopback.Minimega.Control;

/// <summary>Which guests a command is for.</summary>
/// <param name="Fields">Wanted values by <see cref="Keys"/>; only those given.</param>
/// <param name="Tags">Wanted tags; <c>name</c> stands for the name of the container or VM.</param>
internal sealed record CcFilter(IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>What a guest says about itself; any other key is a tag.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["uuid", "hostname", "arch", "os", "ip", "mac"];

    /// <summary>Reads <c>key=value</c> words.</summary>
    public static CcFilter Read(IEnumerable<string> words)
    {
        SortedDictionary<string, string> fields = new(StringComparer.Ordinal);
        SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            int sign = word.IndexOf('=', StringComparison.Ordinal);
            (string key, string value) = sign < 0 ? (word, "") : (word[..sign], word[(sign + 1)..]);
            (Keys.Contains(key, StringComparer.Ordinal) ? fields : tags)[key] = value;
        }

        return new(fields, tags);
    }

    /// <summary>True when a guest is meant.</summary>
    public bool Matches(Vm vm, IReadOnlyList<string> addresses) =>
        Fields.All(field => field.Key switch
        {
            "uuid" => vm.Uuid == field.Value,
            "hostname" => vm.Hostname == field.Value,
            "arch" => field.Value == Guest.Arch,
            "os" => field.Value == Guest.Os,
            "ip" => addresses.Contains(field.Value, StringComparer.Ordinal),
            _ => vm.Networks.Exists(nic => nic.Mac == field.Value),
        })
        && Tags.All(tag => tag.Key == "name" ? vm.Name == tag.Value : vm.Tags.TryGetValue(tag.Key, out string? value) && value == tag.Value);

    /// <summary>The filter as <c>cc commands</c> shows it.</summary>
    public override string ToString() =>
        string.Join(" && ", Keys.Where(Fields.ContainsKey).Select(key => $"{key}={Fields[key]}").Concat(Tags.Select(tag => $"{tag.Key}={tag.Value}")));
}
