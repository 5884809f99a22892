using System.CommandLine;
using System.CommandLine.Parsing;

namespace StorageSample;

/// <summary>Options with a whole number in a range. The message for other values contains the range.</summary>
internal static class WholeNumber
{
    public const int PortMax = 65_535;

    /// <summary>Option with a default.</summary>
    public static Option<int> Of(string name, int least, int most, int standard, string? description = null) => new(name)
    {
        Description = description, DefaultValueFactory = _ => standard, CustomParser = found => Read(found, name, least, most) ?? standard,
    };

    /// <summary>Option without a default.</summary>
    public static Option<int?> Optional(string name, int least, int most, string description) => new(name)
    {
        Description = description, CustomParser = found => Read(found, name, least, most),
    };

    private static int? Read(ArgumentResult found, string name, int least, int most)
    {
        string text = found.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        found.AddError($"{name} is a whole number from {least} to {most}, not '{TextEscaping.Escape(text)}'");
        return null;
    }
}
