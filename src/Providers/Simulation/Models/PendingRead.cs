using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A read that waits for bytes.</summary>
/// <param name="Target">Where they go.</param>
/// <param name="Source">Who waits.</param>
internal sealed record PendingRead(Memory<byte> Target, LoopSource<int> Source);
