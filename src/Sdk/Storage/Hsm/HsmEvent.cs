namespace Scalewright.Storage.Hsm;

/// <summary>Event of an HSM request.</summary>
/// <param name="Timestamp">Time of the event.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Request">Request after the event; for a lost request, as it was before.</param>
public sealed record HsmEvent(DateTimeOffset Timestamp, HsmEventKind Kind, HsmRequest Request)
{
    /// <summary>Returns text like <c>archive 12 of fs by tool-1: Started, 0 of 1000 bytes</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{GetName(Request.Action)} {Request.Number} of "
                + $"{Request.FsName}{(Request.Copytool.Length > 0 ? $" by {Request.Copytool}" : "")}: {Kind}, "
                + $"{Request.BytesDone} of {Request.Bytes} bytes"
        );

    private static string GetName(HsmAction action) =>
        action switch
        {
            HsmAction.Archive => "archive",
            HsmAction.Restore => "restore",
            _ => "remove",
        };
}
