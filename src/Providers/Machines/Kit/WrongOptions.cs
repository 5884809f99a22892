using System.Collections;

namespace Scalewright.Providers;

/// <summary>Options that cannot be, all told at once.</summary>
internal sealed class WrongOptions
{
    private readonly List<string> _wrong = [];

    /// <summary>Tells one, where it is wrong.</summary>
    /// <param name="isWrong">Whether it is.</param>
    /// <param name="found">What was found, and what is wrong with it.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    public void Add(bool isWrong, string option, FormattableString found, string advice)
    {
        if (isWrong)
        {
            _wrong.Add($"{option}: {FormattableString.Invariant(found)}; {advice}");
        }
    }

    /// <summary>Tells an option that says nothing: no object, no text, a list of nothing.</summary>
    /// <returns>True when it says something.</returns>
    public bool Needs(string option, object? value, string advice = "name one")
    {
        bool isMissing = value is null || (value is IEnumerable all && !all.Cast<object>().Any());
        Add(isMissing, option, $"there is none", advice);
        return !isMissing;
    }

    /// <summary>Tells a number outside of its bounds.</summary>
    public void Between(string option, int value, int min, int max = int.MaxValue)
    {
        Add(value < min, option, $"{value} is below {min}", max == int.MaxValue ? FormattableString.Invariant($"use {min} or more") : FormattableString.Invariant($"use {min} to {max}"));
        Add(value > max, option, $"{value} is above {max}", FormattableString.Invariant($"use {min} to {max}"));
    }

    /// <summary>Tells a time that is too short.</summary>
    public void AtLeast(string option, TimeSpan value, TimeSpan min) => Add(value < min, option, $"{value} is below {min}", FormattableString.Invariant($"use {min} or more"));

    /// <summary>Tells a time that is none.</summary>
    public void Positive(string option, TimeSpan value) => Add(value <= TimeSpan.Zero, option, $"{value} is no time to wait", "use more than zero");

    /// <summary>Tells an address that no web service has.</summary>
    public void Address(string option, Uri? value)
    {
        if (Needs(option, value))
        {
            // Without what may be a password.
            string shown = value!.IsAbsoluteUri ? value.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : value.ToString();
            Add(!value.IsAbsoluteUri || value.Scheme is not ("http" or "https"), option, $"'{Printable.Escape(shown)}' is no http or https address", "use one, as in https://api.example.org/");
        }
    }

    /// <summary>Throws them.</summary>
    /// <exception cref="ArgumentException">There are some: one line for each.</exception>
    public void Throw()
    {
        if (_wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, _wrong));
        }
    }
}

/// <summary>Adds several problems at once.</summary>
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
