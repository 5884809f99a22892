using System.Globalization;
using System.Text;

namespace Scalewright.Documents;

/// <summary>Basic interpolation of configparser: <c>%(key)s</c> is the value of a key of the same section, <c>%%</c> a percent sign.</summary>
internal sealed class ConfigInterpolation(TreeBuilder tree)
{
    // configparser: MAX_INTERPOLATION_DEPTH.
    private const int DepthMax = 10;
    private const int ReferencesMax = 100_000;
    private int _references;

    /// <summary>The value as it is used; notes a problem, once for a value, and returns what came before it when it cannot be had.</summary>
    public string Resolve(ConfigIniSection section, ConfigIniEntry entry)
    {
        if (!entry.Raw.Contains('%', StringComparison.Ordinal))
        {
            return entry.Raw;
        }

        StringBuilder text = new();
        Expand(section, entry, entry.Raw, text, 1);
        return text.ToString();
    }

    /// <summary>False when a problem was noted.</summary>
    private bool Expand(ConfigIniSection section, ConfigIniEntry entry, ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        if (depth > DepthMax)
        {
            return Refuse(section, entry, $"values refer to each other more than {DepthMax} deep", "write the value out");
        }

        while (!rest.IsEmpty)
        {
            int percent = rest.IndexOf('%');
            text.Append(percent < 0 ? rest : rest[..percent]);
            if (percent < 0)
            {
                return true;
            }

            rest = rest[percent..];
            if (rest.StartsWith("%%"))
            {
                text.Append('%');
                rest = rest[2..];
            }
            else if (!ExpandReference(section, entry, ref rest, text, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool ExpandReference(ConfigIniSection section, ConfigIniEntry entry, ref ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        int close = rest.IndexOf(')');
        if (!rest.StartsWith("%(") || close < 3 || !rest[(close + 1)..].StartsWith("s"))
        {
            return Refuse(section, entry, "a '%' is followed by neither '%' nor '(key)s'", "write %% for a percent sign");
        }

        string key = rest[2..close].ToString().ToLower(CultureInfo.InvariantCulture);
        rest = rest[(close + 2)..];
        if (!section.TryGet(key, out ConfigIniEntry? target))
        {
            return Refuse(section, entry, $"it refers to '{Printable.Escape(key)}', and neither section [{Printable.Escape(section.Name)}] nor [DEFAULT] has it", "add the key, or write %% for a percent sign");
        }

        if (++_references > ReferencesMax || text.Length > tree.Limits.ScalarLengthMax)
        {
            tree.Stop(ProblemCode.SizeLimit, entry.ValueSpot, "references in values expand to too much", "write the values out");
            return false;
        }

        return Expand(section, entry, target.Raw, text, depth + 1);
    }

    private bool Refuse(ConfigIniSection section, ConfigIniEntry entry, string found, string advice)
    {
        tree.Problems.Add(new Problem(ProblemCode.Interpolation, found, advice) { Spot = entry.ValueSpot, Field = $"{section.Name}.{entry.Key}", Source = entry.Source });
        return false;
    }
}
