namespace Scalewright.Storage.Hsm;

/// <summary>A program on a worker that moves files between a file system and an archive.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Server">The worker it runs on.</param>
/// <param name="FsName">Its file system.</param>
/// <param name="IsRunning">Whether it takes work.</param>
public sealed record Copytool(string Id, ServerName Server, string FsName, bool IsRunning);
