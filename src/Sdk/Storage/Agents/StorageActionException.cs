namespace Scalewright.Storage.Agents;

/// <summary>An action of a server failed. The manager receives the message.</summary>
public sealed class StorageActionException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Reason, as the manager shows it.</param>
    public StorageActionException(string message)
        : base(message) { }

    /// <summary>Creates the exception for an unknown action.</summary>
    /// <param name="action">Name of the requested action.</param>
    public static StorageActionException Unknown(string action) => new($"RuntimeError: Unknown command {TextEscaping.Escape(action)}");

    // The reference simulator looks labels up in a dictionary, and managers recognize Python's error text.
    internal static StorageActionException UnknownLabel(string label) => new($"KeyError: {Quoted(TextEscaping.Escape(label))}");

    // Quotes as Python does: single quotes, unless the text contains single quotes and no double quotes.
    private static string Quoted(string text) =>
        !text.Contains('\'', StringComparison.Ordinal) ? $"'{text}'"
        : text.Contains('"', StringComparison.Ordinal) ? $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'"
        : $"\"{text}\"";
}
