using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Reads an integer argument and reports errors.</summary>
internal static class IntegerArgument
{
    /// <summary>Returns the number; 0 after an error, which is added to the result.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="min">Minimum.</param>
    /// <param name="max">Maximum.</param>
    /// <param name="unit">Unit in the plural; empty: no unit.</param>
    public static long Read(ArgumentResult argument, long min, long max, string unit = "")
    {
        string text = argument.Tokens[0].Value;
        string name = (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
        bool isBounded = min > long.MinValue;
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 number))
        {
            argument.AddError(
                $"{name}: '{text}' is not a whole number{(unit.Length > 0 ? $" of {unit}" : "")}; use "
                    + $"{(isBounded ? string.Create(CultureInfo.InvariantCulture, $"{min} or more") : "digits, as in 7")}"
            );
            return 0;
        }

        if (number < min || number > max)
        {
            argument.AddError(
                number < min
                    ? string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is below {min}; use {min} or more")
                    : string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is above {max}; use {max} or less")
            );
            return 0;
        }

        return (long)number;
    }
}
