using System.Text.RegularExpressions;

namespace Scalewright.Plugins.Options;

/// <summary>Accepted length and pattern of a text.</summary>
internal sealed class TextLimits(int minLength, int maxLength, string? pattern, string? description)
{
    // A file must not be able to occupy the program by a text for which an expression takes very long.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly Regex? _pattern = pattern is null ? null : new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, Timeout);

    public bool Check(string text, string field, TextPosition position, ProblemList problems)
    {
        int length = text.EnumerateRunes().Count();
        bool isWithin = LengthCheck.IsWithin(length, minLength, maxLength);
        if (!isWithin)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                position,
                field,
                LengthCheck.Describe(length, "character"),
                LengthCheck.Advise(minLength, maxLength, "character")
            );
        }

        bool isMatch = IsMatch(text);
        if (!isMatch)
        {
            problems.AddError(
                ProblemCode.WrongType,
                position,
                field,
                $"found the text '{TextEscaping.Escape(text)}'",
                description is null ? $"use a text that matches {pattern}" : $"use {description}"
            );
        }

        return isWithin && isMatch;
    }

    private bool IsMatch(string text)
    {
        try
        {
            return _pattern is null || _pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>Accepted number of characters, elements or keys.</summary>
internal static class LengthCheck
{
    public static bool IsWithin(int length, int minLength, int maxLength) => length >= minLength && length <= maxLength;

    public static void Check(int length, int minLength, int maxLength, string unit, string field, ProblemList problems)
    {
        if (!IsWithin(length, minLength, maxLength))
        {
            problems.AddError(ProblemCode.OutOfRange, default, field, Describe(length, unit), Advise(minLength, maxLength, unit));
        }
    }

    public static string Describe(int length, string unit) => $"has {Pluralizer.Format(length, unit)}";

    public static string Advise(int minLength, int maxLength, string unit)
    {
        if (maxLength == int.MaxValue)
        {
            return $"use {Pluralizer.Format(minLength, unit)} or more";
        }

        return minLength == maxLength
            ? $"use {Pluralizer.Format(minLength, unit)}"
            : string.Create(CultureInfo.InvariantCulture, $"use {minLength} to {Pluralizer.Format(maxLength, unit)}");
    }
}
