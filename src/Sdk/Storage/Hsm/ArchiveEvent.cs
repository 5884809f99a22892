namespace Scalewright.Storage.Hsm;

/// <summary>Event of an HSM request.</summary>
/// <param name="At">Time of the event.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Request">Request after the event; for a lost request, as it was before.</param>
public sealed record ArchiveEvent(DateTimeOffset At, ArchiveEventKind Kind, ArchiveRequest Request)
{
    /// <summary>Returns text like <c>archive 12 of fs by tool-1: Started, 0 of 1000 bytes</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Word(Request.Action)} {Request.Number} of {Request.FsName}{(Request.Copytool.Length > 0 ? $" by {Request.Copytool}" : "")}: {Kind}, {Request.BytesDone} of {Request.Bytes} bytes");

    private static string Word(ArchiveAction action) => action switch
    {
        ArchiveAction.Archive => "archive",
        ArchiveAction.Restore => "restore",
        _ => "remove",
    };
}
