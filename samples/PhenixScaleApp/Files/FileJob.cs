using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>A file to be written.</summary>
/// <param name="Path">Where.</param>
/// <param name="Write">Writes its content.</param>
/// <param name="Folder">The folder that is made for it; null: its folder exists.</param>
internal readonly record struct FileJob(string Path, Action<IBufferWriter<byte>> Write, string? Folder);
