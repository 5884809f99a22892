using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>A file to write.</summary>
/// <param name="Write">Writes the content of the file to a buffer.</param>
/// <param name="Folder">Folder to create before the file; null if the folder of the file exists.</param>
internal readonly record struct FileJob(string Path, Action<IBufferWriter<byte>> Write, string? Folder);
