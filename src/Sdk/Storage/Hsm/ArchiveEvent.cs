namespace Scalewright.Storage.Hsm;

/// <summary>Something that happened to archive work.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Request">The work, as it is then; of lost work, as it was.</param>
public sealed record ArchiveEvent(DateTimeOffset At, ArchiveEventKind Kind, ArchiveRequest Request)
{
    /// <summary><c>archive 12 of fs by tool-1: Started, 0 of 1000 bytes</c>.</summary>
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
