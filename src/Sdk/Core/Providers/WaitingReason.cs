namespace Scalewright.Providers;

/// <summary>Reason why a resource is not ready, or not removed yet.</summary>
/// <param name="Message">Reason in the words of the backend. Control characters are escaped, and the text is truncated
/// after 1000 characters.</param>
/// <param name="CanResolve">
/// True if the resource can become ready without a change by the user, for example when capacity becomes available.
/// False if waiting does not help, for example if an image does not exist; a change then fails with the reason.
/// </param>
public sealed record WaitingReason(string Message, bool CanResolve)
{
    private const int MaxLength = 1000;

    /// <summary>
    /// Reason in the words of the backend. Control characters are escaped, and the text is truncated after 1000
    /// characters.
    /// </summary>
    public string Message { get; } = TextEscaping.EscapeAndTruncate(Message, MaxLength);

    /// <summary>
    /// True if the resource was ready before and its machine no longer reports. Its node is then unreachable instead of
    /// starting. Default false.
    /// </summary>
    public bool IsContactLost { get; init; }

    /// <summary>Returns the message.</summary>
    public override string ToString() => Message;
}
