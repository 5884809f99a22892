namespace Loopback.Minimega.Control;

/// <param name="Tags"><c>name</c> is the name of the container or VM.</param>
internal sealed record CcFilter(IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Properties that a guest reports. Any other key is a tag.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["uuid", "hostname", "arch", "os", "ip", "mac"];

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

    public bool Matches(Vm vm, IReadOnlyList<string> addresses) =>
        Fields.All(field =>
            field.Key switch
            {
                "uuid" => vm.Uuid == field.Value,
                "hostname" => vm.Hostname == field.Value,
                "arch" => field.Value == Guest.Arch,
                "os" => field.Value == Guest.Os,
                "ip" => addresses.Contains(field.Value, StringComparer.Ordinal),
                _ => vm.Networks.Exists(nic => nic.Mac == field.Value),
            }
        )
        && Tags.All(tag =>
            tag.Key == "name" ? vm.Name == tag.Value : vm.Tags.TryGetValue(tag.Key, out string? value) && value == tag.Value
        );

    public override string ToString() =>
        string.Join(
            " && ",
            Keys.Where(Fields.ContainsKey).Select(key => $"{key}={Fields[key]}").Concat(Tags.Select(tag => $"{tag.Key}={tag.Value}"))
        );
}
