namespace Scalewright.Storage.Hsm;

/// <summary>HSM request for one file.</summary>
/// <param name="Number">Number of the request, from 1.</param>
/// <param name="FsName">Name of the file system.</param>
/// <param name="Action">Requested action.</param>
/// <param name="Bytes">Bytes to move; 0 if the action moves none.</param>
public sealed record HsmRequest(long Number, string FsName, HsmAction Action, long Bytes)
{
    /// <summary>ID of the copytool that handles the request; empty while it is queued.</summary>
    public string Copytool { get; init; } = "";

    /// <summary>Bytes moved.</summary>
    public long BytesDone { get; init; }
}
