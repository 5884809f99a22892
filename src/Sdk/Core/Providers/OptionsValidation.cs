using System.Collections;

namespace Scalewright.Providers;

/// <summary>Collects all invalid options of a provider and reports them together.</summary>
public sealed class OptionsValidation
{
    private readonly List<string> _wrong = [];

    /// <summary>Adds a problem if an option is invalid.</summary>
    /// <param name="isWrong">True if the option is invalid.</param>
    /// <param name="option">Name of the option.</param>
    /// <param name="found">Actual value and the reason why it is invalid.</param>
    /// <param name="advice">Accepted values, as a clause.</param>
    public void Add(bool isWrong, string option, FormattableString found, string advice)
    {
        if (isWrong)
        {
            _wrong.Add($"{option}: {FormattableString.Invariant(found)}; {advice}");
        }
    }

    /// <summary>Adds a problem if an option is null or empty.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Value of the option.</param>
    /// <param name="advice">Accepted values, as a clause.</param>
    /// <returns>True if the option has a value.</returns>
    public bool Needs(string option, object? value, string advice = "specify a value")
    {
        bool isMissing = value is null || (value is IEnumerable all && !all.Cast<object>().Any());
        Add(isMissing, option, $"it is not set", advice);
        return !isMissing;
    }

    /// <summary>Adds a problem if a number is out of range.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Value of the option.</param>
    /// <param name="min">Minimum value.</param>
    /// <param name="max">Maximum value. Default no maximum.</param>
    public void Between(string option, int value, int min, int max = int.MaxValue)
    {
        Add(
            value < min,
            option,
            $"{value} is below {min}",
            max == int.MaxValue ? FormattableString.Invariant($"use {min} or more") : FormattableString.Invariant($"use {min} to {max}")
        );
        Add(value > max, option, $"{value} is above {max}", FormattableString.Invariant($"use {min} to {max}"));
    }

    /// <summary>Adds a problem if a duration is too short.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Value of the option.</param>
    /// <param name="min">Minimum value.</param>
    public void AtLeast(string option, TimeSpan value, TimeSpan min) =>
        Add(value < min, option, $"{value} is below {min}", FormattableString.Invariant($"use {min} or more"));

    /// <summary>Adds a problem if a duration is zero or negative.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Value of the option.</param>
    public void Positive(string option, TimeSpan value) =>
        Add(value <= TimeSpan.Zero, option, $"{value} is not above zero", "use more than zero");

    /// <summary>Adds a problem if an address is not an HTTP or HTTPS URL.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Value of the option.</param>
    public void Address(string option, Uri? value)
    {
        if (Needs(option, value) && value is not null)
        {
            // Omits user info, which may contain a password.
            string shown = value.IsAbsoluteUri
                ? value.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
                : value.ToString();
            Add(
                !value.IsAbsoluteUri || value.Scheme is not ("http" or "https"),
                option,
                $"'{TextEscaping.Escape(shown)}' is not an HTTP or HTTPS URL",
                "use one, as in https://api.example.org/"
            );
        }
    }

    /// <summary>Throws if any problem was added.</summary>
    /// <exception cref="ArgumentException">A problem was added; the message has one line per problem.</exception>
    public void Throw()
    {
        if (_wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, _wrong));
        }
    }
}

internal static class ProblemListExtensions
{
    public static void AddRange(this ProblemList list, IEnumerable<Problem> problems)
    {
        foreach (Problem problem in problems)
        {
            list.Add(problem);
        }
    }
}
