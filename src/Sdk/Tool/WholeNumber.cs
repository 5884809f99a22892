using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Reads a whole number of the command line, and says in its words what is none.</summary>
internal static class WholeNumber
{
    /// <summary>The number; 0 after an error, which the command line then has.</summary>
    /// <param name="argument">What was said.</param>
    /// <param name="min">The least that may be.</param>
    /// <param name="max">The most that may be.</param>
    /// <param name="unit">What it counts, in the plural; empty: nothing.</param>
    public static long Read(ArgumentResult argument, long min, long max, string unit = "")
    {
        string text = argument.Tokens[0].Value;
        string name = (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
        bool isBounded = min > long.MinValue;
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 number))
        {
            argument.AddError($"{name}: '{text}' is no whole number{(unit.Length > 0 ? $" of {unit}" : "")}; use {(isBounded ? string.Create(CultureInfo.InvariantCulture, $"{min} or more") : "digits, as in 7")}");
            return 0;
        }

        if (number < min || number > max)
        {
            argument.AddError(number < min
                ? string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is below {min}; use {min} or more")
                : string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is above {max}; use {max} or less"));
            return 0;
        }

        return (long)number;
    }
}
