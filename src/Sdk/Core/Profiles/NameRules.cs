using System.Text.RegularExpressions;

namespace Scalewright.Profiles;

/// <summary>Rules for names, which become parts of host names, file names, scripts and labels.</summary>
public static partial class NameRules
{
    /// <summary>The accepted names, as a clause for a message.</summary>
    public const string Advice = "use 1 to 63 of A-Z a-z 0-9 _ . -, a letter or digit first and last, no '..'";

    /// <summary>Maximum length of a host name label (RFC 1035, section 2.3.4).</summary>
    public const int MaxLabelLength = 63;

    /// <summary>Returns true if a text is a valid name of a profile, a network or a node.</summary>
    /// <param name="name">The text.</param>
    public static bool IsValidName(string name) =>
        name is not null && Name().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
