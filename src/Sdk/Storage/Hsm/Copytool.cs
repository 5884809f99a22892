namespace Scalewright.Storage.Hsm;

/// <summary>Program on a worker that moves files between a file system and an archive.</summary>
/// <param name="Id">ID of the copytool.</param>
/// <param name="Server">Worker it runs on.</param>
/// <param name="FsName">Name of its file system.</param>
/// <param name="IsRunning">True if it accepts requests.</param>
public sealed record Copytool(string Id, ServerName Server, string FsName, bool IsRunning);
