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
}
