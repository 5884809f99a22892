using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>A file to write.</summary>
/// <param name="Folder">Folder to create for it; null if its folder exists.</param>
internal readonly record struct FileJob(string Path, Action<IBufferWriter<byte>> Write, string? Folder);
