namespace Loopback.Kubernetes.Exec.Spdy;

/// <param name="Stream">0 for a frame of no stream.</param>
/// <param name="Body">The bytes after the stream number.</param>
internal readonly record struct SpdyFrame(SpdyKind Kind, int Stream, bool IsLast, ReadOnlyMemory<byte> Body);
