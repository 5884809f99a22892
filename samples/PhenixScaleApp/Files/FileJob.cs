using System.Buffers;

namespace PhenixScaleApp.Files;

/// <summary>A file to be written.</summary>
/// <param name="Path">Where.</param>
/// <param name="Write">Writes its content.</param>
internal readonly record struct FileJob(string Path, Action<IBufferWriter<byte>> Write);
