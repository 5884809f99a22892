using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>A resource that a reaper could not remove.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Problem">Reason why it still exists.</param>
public sealed record LeakedResource(Resource Resource, Problem Problem);
