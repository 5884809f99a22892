namespace Scalewright.Providers.Minimega.Places;

/// <summary>The minimega namespace of a cluster, and back. Namespaces have letters, digits, <c>-</c> and <c>_</c>; other characters of a cluster's name become <c>_</c> and four digits.</summary>
internal static class SpaceName
{
    private const string Prefix = "sw-";
    private const int LineageDigits = 32;
    private const int EscapeDigits = 4;

    /// <summary>The namespace of a cluster: <c>sw-LINEAGE-CLUSTER</c>.</summary>
    public static string Of(Owner owner)
    {
        StringBuilder name = new($"{Prefix}{owner.Lineage}-");
        foreach (char character in owner.Cluster)
        {
            _ = char.IsAsciiLetterOrDigit(character) || character == '-'
                ? name.Append(character)
                : name.Append(CultureInfo.InvariantCulture, $"_{(int)character:x4}");
        }

        return name.ToString();
    }

    /// <summary>Whose a namespace is.</summary>
    /// <returns>Null when it is none of ours.</returns>
    public static Owner? OwnerOf(string space)
    {
        int start = Prefix.Length + LineageDigits;
        if (!space.StartsWith(Prefix, StringComparison.Ordinal) || space.Length < start + 2 || space[start] != '-' || Unescape(space[(start + 1)..]) is not { } cluster)
        {
            return null;
        }

        return Owner.TryParse($"scalewright:{space[Prefix.Length..start]}:{cluster}", out Owner? owner) && Of(owner) == space ? owner : null;
    }

    private static string? Unescape(string text)
    {
        StringBuilder plain = new();
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '_')
            {
                plain.Append(text[index]);
                continue;
            }

            if (index + EscapeDigits >= text.Length || !ushort.TryParse(text.AsSpan(index + 1, EscapeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort character))
            {
                return null;
            }

            plain.Append((char)character);
            index += EscapeDigits;
        }

        return plain.ToString();
    }
}
