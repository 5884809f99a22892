using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A write that waits for room.</summary>
/// <param name="Left">What is not sent yet.</param>
/// <param name="Source">Who waits.</param>
internal sealed record PendingWrite(ReadOnlyMemory<byte> Left, LoopSource<bool> Source);
