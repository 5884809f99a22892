using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>What a resource is for.</summary>
internal readonly record struct ResourceKey(StepTarget Target, string Name);
