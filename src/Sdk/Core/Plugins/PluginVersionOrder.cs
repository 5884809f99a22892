using System.Globalization;

namespace Scalewright.Plugins;

/// <summary>Orders versions by numeric dotted parts; when a part of either is no number, both by text.</summary>
internal sealed class PluginVersionOrder : IComparer<string>
{
    public static PluginVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        int[]? left = Parts(x);
        int[]? right = Parts(y);
        return left is null || right is null
            ? string.CompareOrdinal(x, y)
            : left.AsSpan().SequenceCompareTo(right);
    }

    private static int[]? Parts(string? version)
    {
        string[] texts = (version ?? "").Split('.');
        int[] parts = new int[texts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
            {
                return null;
            }
        }

        return parts;
    }
}
