namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>A frame of SPDY/3.1.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Stream">Of which stream; 0: of none.</param>
/// <param name="IsLast">Whether its sender says no more on the stream.</param>
/// <param name="Body">What stands behind the number of the stream.</param>
internal readonly record struct SpdyFrame(SpdyKind Kind, int Stream, bool IsLast, ReadOnlyMemory<byte> Body);
