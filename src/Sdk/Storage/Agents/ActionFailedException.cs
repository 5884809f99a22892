namespace Scalewright.Storage.Agents;

/// <summary>An action of a server failed; the manager gets the message.</summary>
public sealed class ActionFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, as the manager shows it.</param>
    public ActionFailedException(string message)
        : base(message)
    {
    }

    /// <summary>The failure of an action that nobody knows.</summary>
    /// <param name="action">The name that was asked for.</param>
    public static ActionFailedException Unknown(string action) => new($"RuntimeError: Unknown command {Printable.Escape(action)}");

    // The reference looks labels up in a table; managers know the words of its language.
    internal static ActionFailedException UnknownLabel(string label) => new($"KeyError: {Quoted(Printable.Escape(label))}");

    // Python: single quotes, unless the text has some and no double ones.
    private static string Quoted(string text) => !text.Contains('\'', StringComparison.Ordinal) ? $"'{text}'"
        : text.Contains('"', StringComparison.Ordinal) ? $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'" : $"\"{text}\"";
}
